import type { Clock } from '../internal/clock.ts';
import type {
  ChatInput,
  CloseInput,
  EstablishInput,
  ReplyInput,
  RequestCloseInput,
  SettleInput,
  Step,
} from './step.ts';
import type { Agent, Change, DeskEvent, Message, Session, SessionState } from './types.ts';

/**
 * Where sessions are kept. The first group of operations are steps: each does what the rule of the same name says (see
 * rules.ts), stores the conversation and its events, and is
 *
 * - atomic: of two at the same moment, one sees what the other has done
 * - on time, or not at all: one that comes later than its caller waits for it is refused, and rejects
 * - harmless when it is run twice: what a step starts is known by its send turn, messages and webhooks by their ids
 *
 * What cannot be carried out in time rejects with a `GptBotsHumanError` of kind `store`.
 */
export interface DeskStore {
  /** Fixes the desk's times; called once, before anything else. Connects nothing. */
  open(settings: StoreSettings): void;

  /** A user asks for a human. */
  establish(input: EstablishInput, turn: string): Promise<Stepped<'opened' | 'filled' | 'repeated' | 'refused'>>;
  /** The user writes. */
  chat(input: ChatInput): Promise<Stepped<'stored' | 'repeated'>>;
  /** GPTBots closed the conversation. */
  close(input: CloseInput): Promise<Stepped<'closed' | 'repeated'>>;
  /** An agent replies. */
  reply(
    input: ReplyInput,
    turn: string,
  ): Promise<Stepped<'pending' | 'sent' | 'unknown' | 'conflict' | 'closed' | 'not_found'>>;
  /** An agent closes the session. */
  requestClose(input: RequestCloseInput, turn: string): Promise<Stepped<'pending' | 'closed' | 'not_found'>>;
  /** An entry was sent. `turn` is the send turn for the next entry. */
  settle(input: SettleInput, turn: string): Promise<Stepped<'settled' | 'not_found'>>;
  /** Starts what waits to be sent, if nothing else is being sent. */
  start(input: { conversationId: string }, turn: string): Promise<Stepped<'asked' | 'not_found'>>;
  /** Renews a send turn. */
  renew(input: { conversationId: string; turn: string }): Promise<Stepped<'renewed' | 'lost'>>;
  /** An agent takes the session. */
  claim(input: {
    conversationId: string;
    agent: Agent;
    from: string | undefined;
  }): Promise<Stepped<'claimed' | 'conflict' | 'closed' | 'not_found'>>;
  /** An agent gives the session up. */
  release(input: { conversationId: string; agentId: string }): Promise<Stepped<'released' | 'conflict' | 'not_found'>>;
  /** Ties the session to the id of a ticket. */
  link(input: { conversationId: string; ref: string }): Promise<Stepped<'linked' | 'not_found'>>;
  /** The step of that name on each conversation that is due, a hundred or so at a time; forgets what is old enough. */
  sweep(): Promise<Sweep>;

  /** The session that was linked last to this id of a ticket. */
  find(ref: string): Promise<Session | undefined>;
  /** The session of a conversation. */
  session(conversationId: string): Promise<Session | undefined>;
  /** In the order they came into their state; without a filter waiting, connected, closed. */
  sessions(query: SessionsQuery): Promise<SessionsPage>;
  /** Messages in the order of storing; undefined for an unknown conversation. */
  transcript(conversationId: string, query: TranscriptQuery): Promise<Message[] | undefined>;
  /**
   * The changes after a cursor, or from now on, in the order they were made; ends without an error when `signal`
   * aborts. Throws kind `cursor` when changes after it are no longer kept, or when it is not one of this store.
   */
  events(after: string | undefined, signal: AbortSignal): AsyncIterable<DeskEvent>;
  /** Lets go of what the store opened itself. */
  shutdown(): Promise<void>;
}

/** What a desk tells its store. */
export interface StoreSettings {
  /** How long GPTBots waits for the first reply, in milliseconds. */
  waitTimeoutMs: number;
  /** How long a connected session may be silent, in milliseconds. */
  idleTimeoutMs: number;
  /** For a store without a time of its own, and for tests: any other than the machine's is to be used instead. */
  clock: Clock;
}

/** What a step did, and where its events end. */
export interface Stepped<Outcome extends string> extends Step<Outcome> {
  /** To follow the changes from that came after it. */
  cursor: string;
}

/** What a sweep found. */
export interface Sweep {
  /** What it changed, in order. */
  changes: Change[];
  /** Conversations of which something can be started; see `start`. */
  waiting: string[];
  /** There may be more of them. */
  more: boolean;
}

/** Which sessions, and how many of them. */
export interface SessionsQuery {
  /** Only sessions in this state. */
  state?: SessionState | undefined;
  /** Only sessions of this user. */
  userKey?: string | undefined;
  /** How many at most. */
  limit: number;
  /** `next` of the page before. */
  page?: string | undefined;
}

/** Some sessions. */
export interface SessionsPage {
  /** The sessions, in the order they came into their state. */
  sessions: Session[];
  /** For the page that follows; absent on the last one. */
  next?: string;
  /** To follow the changes from; taken before the first session was read. */
  cursor: string;
}

/** Which messages, and how many of them. */
export interface TranscriptQuery {
  /** A `seq`. */
  after: number;
  /** How many at most. */
  limit: number;
}
