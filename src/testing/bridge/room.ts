import type { Connector } from '../../bridges/connector.ts';

/** What `connectorContract` needs for one test: a connector, and the test's own view on the agents' room behind it. */
export interface ConnectedRoom {
  /** What is tested. The suite passes it to `createBridge`, and to a second one after the first was stopped. */
  connector: Connector;
  /** The agents' room, a stand-in or a real one. */
  room: Room;
  /** Called when the test is over. */
  close(): Promise<void>;
}

/** The agents' room as a test sees it: what it shows, and what agents do there. */
export interface Room {
  /** The threads or tickets there are, oldest first; not those that were deleted. */
  threads(): Promise<RoomThread[]>;
  /**
   * An agent writes. Resolves to the id of the message, once the room has told the connector of it. With `told: false` the
   * room does not tell, as when nobody listens: the connector finds it through `missed`.
   */
  write(ref: string, reply: { text: string; agent: string; told?: boolean }): Promise<string>;
  /** The room tells of a message of an agent's once more. */
  repeat(ref: string, id: string): Promise<void>;
  /** An agent closes the thread. */
  close(ref: string, agent: string): Promise<void>;
  /** An agent takes the conversation; left out where a room has no such thing. */
  take?(ref: string, agent: string): Promise<void>;
  /** The thread is deleted; left out where a room cannot lose one. */
  remove?(ref: string): Promise<void>;
  /** The room does not take what is sent to it next, until `heal` is called. */
  fail(how: RoomFailure): void;
  /** The room works again. */
  heal(): void;
}

/** How a room fails. */
export interface RoomFailure {
  /** `refused`: an error. `limited`: too many calls. `lost`: done, but the answer is lost. */
  kind: 'refused' | 'limited' | 'lost';
  /** Of `limited`: what the room asks to wait. */
  retryAfterMs?: number;
  /** Only in this thread. */
  ref?: string;
}

/** A thread, or ticket, as the agents see it. */
export interface RoomThread {
  /** What `open` resolved to. */
  ref: string;
  /** The texts in it, oldest first, as agents read them: with what the connector adds, and what agents wrote. */
  texts: string[];
  /** Whether it shows that the conversation is over. */
  isClosed: boolean;
  /** What the room shows of the outcome of agents' replies, by id; the newest counts. Left out without `outcome`. */
  outcomes?: Record<string, 'sent' | 'failed' | 'unknown'>;
}
