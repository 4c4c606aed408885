import type { Clock } from '../../internal/clock.ts';
import type { rules } from '../rules/index.ts';
import type { Step } from '../rules/step.ts';
import type { ReminderTimes } from '../rules/waiting.ts';
import type { Change, DeskEvent, Message, Session, SessionState } from '../types.ts';
import type { Counts, LinePlace } from './database.ts';

/** The rules a store carries out when a desk asks for a step. */
export type StepRules = Omit<typeof rules, 'sweep'>;

/** The names of the steps. */
export type StepName = keyof StepRules;

/** What a step is given. */
export type StepInput<Name extends StepName> = Parameters<StepRules[Name]>[1];

/** How a step may end. */
export type StepOutcome<Name extends StepName> = ReturnType<StepRules[Name]>['outcome'];

/**
 * Where sessions are kept, as a desk sees it. For a database of your own, write a `DeskDatabase` and pass it to
 * `databaseStore`: that is a store.
 *
 * What cannot be carried out in time rejects with a `GptBotsHumanError` of kind `store`.
 */
export interface DeskStore {
  /** How long an instance that is not heard of keeps what it holds, in milliseconds. */
  readonly leaseMs: number;
  /** Whether what it keeps is still there for others once the desk that asks is gone. */
  readonly isDurable: boolean;

  /** Fixes the desk's times; called by `createDesk`, before anything else. Connects nothing. */
  open(settings: StoreSettings): void;

  /**
   * Does what the rule of that name says, and stores the conversation and its events. A step is
   *
   * - atomic: of two at the same moment, one sees what the other has done
   * - on time, or not at all: one that comes later than its caller waits for it is refused, and rejects
   * - harmless when it is run twice: what a step starts is known by its send turn, messages and webhooks by their ids
   *
   * @param turn for what the step starts; without one nothing is started
   */
  step<Name extends StepName>(name: Name, input: StepInput<Name>, turn?: string): Promise<Stepped<StepOutcome<Name>>>;
  /** The rule `sweep` on each conversation that is due, a hundred or so at a time; forgets what is old enough. */
  sweep(): Promise<Sweep>;
  /** Erases a session, or all sessions of a user, with their messages and events. Resolves to how many there were. */
  forget(which: { conversationId: string } | { userKey: string }): Promise<number>;

  /** The session that was linked last to this id of a ticket, of those that still are. */
  find(ref: string): Promise<Session | undefined>;
  /** The session of a conversation. */
  session(conversationId: string): Promise<Session | undefined>;
  /** In the order they came into their state; without a filter waiting, connected, closed. */
  sessions(query: SessionsQuery): Promise<SessionsPage>;
  /** How many sessions are in each state. */
  counts(): Promise<Counts>;
  /** How many wait in line, by the time they began; orphans do not, nor who is turned away. How many of them before a conversation. */
  line(conversationId: string): Promise<LinePlace>;
  /** Messages in the order of storing; undefined for an unknown conversation. */
  transcript(conversationId: string, query: TranscriptQuery): Promise<Message[] | undefined>;
  /**
   * The changes after a cursor, or from now on, in the order they were made; ends without an error when `signal` aborts.
   * Throws kind `cursor` when changes after it are no longer kept, or when it is not one of this store.
   */
  events(after: string | undefined, signal: AbortSignal): AsyncIterable<DeskEvent>;
  /** The cursor to follow from for all changes that are kept. */
  oldest(): Promise<string>;

  /**
   * Changes what is kept of a durable follower, or only reads it.
   *
   * @param update is given what is kept and the store's time, and returns what to keep; undefined to change nothing. It may
   *   be called again when somebody else changed it meanwhile.
   * @returns what is kept now
   */
  follower(
    name: string,
    update: (known: FollowerState | undefined, now: number) => FollowerState | undefined,
  ): Promise<FollowerState | undefined>;

  /** Lets go of what the store opened itself. */
  shutdown(): Promise<void>;
}

/** What a desk tells its store. The times of reminders are `Infinity`, for never, unless they are given. */
export interface StoreSettings extends Partial<ReminderTimes> {
  /** How long GPTBots waits for the first reply, in milliseconds. */
  waitTimeoutMs: number;
  /** How long a connected session may be silent, in milliseconds. */
  idleTimeoutMs: number;
  /** The same for a session that began without an establish. */
  orphanTimeoutMs: number;
  /** How many of those are kept; more are refused. Absent: any number. */
  maxOrphans?: number | undefined;
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
  /** Conversations of which something can be started; see the rule `start`. */
  waiting: string[];
  /** There may be more of them. */
  more: boolean;
  /** Why some conversations could not be swept; the others were. */
  error?: unknown;
}

/** What is kept of a durable follower. */
export interface FollowerState {
  /** The cursor of the last event it is done with. */
  cursor: string;
  /** Who follows; empty when nobody does. */
  holder: string;
  /** Until when, on the store's clock. */
  until: number;
}

/** Which sessions, and how many of them. */
export interface SessionsQuery {
  /** Only sessions in this state. */
  state?: SessionState | undefined;
  /** Only sessions of this user. */
  userKey?: string | undefined;
  /** Only sessions with this label. */
  label?: string | undefined;
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
