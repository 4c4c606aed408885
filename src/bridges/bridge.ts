import type { Agent } from '../desk/types.ts';
import type { HeardReply } from './connector.ts';

/** Ties the sessions of a desk to threads, or tickets, of another system. */
export interface Bridge {
  /** Begins to follow the desk. Sessions that are open already get a thread at once. Does nothing while it is started. */
  start(): Promise<void>;
  /** Stops following; resolves once nothing of it is under way. What is not done goes on after the next start. */
  stop(): Promise<void>;
  /**
   * An agent wrote there: sends it to the customer. The same id is one reply, whatever is repeated, and is tried again only
   * when it failed. Resolves when its outcome is known and was told through `connector.outcome`; never rejects. A reply is
   * stored well before that, so a room that waits for an answer may be answered after a few seconds.
   */
  heard(ref: string, reply: HeardReply): Promise<void>;
  /**
   * An agent takes the session. When somebody else has it, a system message in the thread says so. Never rejects.
   *
   * @returns whether it is theirs now
   */
  taken(ref: string, agent: Agent): Promise<boolean>;
  /**
   * An agent closed the thread: closes the session, also when GPTBots refuses. Tried again, after longer and longer pauses,
   * when it failed for another reason. Never rejects.
   */
  closed(ref: string, agent?: Agent): Promise<void>;
}
