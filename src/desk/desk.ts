import type { HumanWebhook } from '../adapters/create-human-webhook.ts';
import type { Counts } from './store/database.ts';
import type { SessionsPage } from './store/desk-store.ts';
import type { Agent, DeskEvent, Message, Session, SessionState } from './types.ts';

/** Handoff sessions: who waits, what was said, who answers, and whether it arrived. */
export interface Desk {
  /** Mount it as any webhook of this package: `app.use('/gptbots', desk.webhook.node)`. */
  readonly webhook: HumanWebhook;
  /**
   * Replies to the user. Resolves once GPTBots accepted it; the message is stored before it is sent, and sent after all
   * that was to be sent before it.
   *
   * @throws {GptBotsHumanError} see its `kind` and `delivery`. `closed`, `not_found`, `conflict` (the `id` was used for
   *   another text) and `store` are the desk's own; all others are those of `client.sendReply`.
   */
  reply(conversationId: string, text: string, options?: ReplyOptions): Promise<Message>;
  /**
   * Tells the user something that no person has written, such as where they stand in line. Like {@link reply}, it connects
   * the session, but it does not count as an answer: `answeredAt`, `onUnanswered` and reminders wait for a person's.
   */
  notify(conversationId: string, text: string, options?: NotifyOptions): Promise<Message>;
  /**
   * Ends the session, after a farewell if there is one. A session that is closed already is returned as it is.
   *
   * @throws {GptBotsHumanError} when GPTBots did not take the close; then the session is still open
   */
  close(conversationId: string, options?: CloseOptions): Promise<Session>;
  /** Takes a session for an agent. @throws kind `conflict` when somebody else has it; name them in `from` to take it over. */
  claim(conversationId: string, agent: Agent, options?: { from?: Agent | string | undefined }): Promise<Session>;
  /** Gives a session up. @throws kind `conflict` when somebody else has it. */
  release(conversationId: string, agent: Agent | string): Promise<Session>;
  /** Takes labels off a session, then puts others on. @throws kind `input` when it would have more than 20 */
  label(conversationId: string, changes: LabelChanges): Promise<Session>;
  /** Ties a session to the id of a ticket elsewhere; a later link replaces an earlier one. */
  link(conversationId: string, ref: string): Promise<Session>;
  /** The session of a ticket. */
  find(ref: string): Promise<Session | undefined>;
  /** The session of a conversation. */
  session(conversationId: string): Promise<Session | undefined>;
  /** Sessions, in the order they came into their state. Load them, then follow {@link events} from `cursor`: nothing is missed. */
  sessions(query?: SessionsFilter): Promise<SessionsPage>;
  /** How many sessions are in each state. */
  counts(): Promise<Counts>;
  /**
   * Where a user stands in line: among those who wait for the first reply, by `openedAt`. Undefined for a session that does
   * not wait, for an orphan, and for a user who is turned away.
   *
   * @throws kind `not_found`
   */
  position(conversationId: string): Promise<StandingInLine | undefined>;
  /** Messages in the order of storing, after a `seq`. @throws kind `not_found` */
  transcript(
    conversationId: string,
    query?: { after?: number | undefined; limit?: number | undefined },
  ): Promise<Message[]>;
  /**
   * The changes on every instance, from a cursor on, or from now. Ends without an error when `signal` aborts.
   *
   * @throws {GptBotsHumanError} kind `cursor`, when the cursor is too old or not of this store
   */
  events(options?: { after?: string | undefined; signal?: AbortSignal | undefined }): AsyncIterable<DeskEvent>;
  /** {@link Desk.follow}, with `openFirst`: the handler also gets each session that is open. */
  follow(name: string, handler: (event: FollowEvent | StillOpen) => unknown, options: FollowOpenFirst): Promise<void>;
  /**
   * Calls the handler for every change on every instance, at least once, on one instance at a time, also across restarts.
   *
   * Events of one conversation come in order, one at a time. An event is done when the handler resolves; when it throws, it
   * is tried again, after longer and longer pauses, and `throw new SkipEvent()` gives up on it. Resolves when `signal`
   * aborts or the desk is shut down, once the running handlers are done. An error with a field `retryAfterMs` pauses for at
   * least so long, an hour at most.
   *
   * @param name the place of this follower is kept under it; the same on every instance; at most 200 characters
   * @param handler also gets `{ type: 'gap' }`, once, when changes it has not seen are no longer kept
   */
  follow(name: string, handler: (event: FollowEvent) => unknown, options?: FollowOptions): Promise<void>;
  /**
   * Erases a session, or all sessions of a user, with their messages and what events hold of them. GPTBots is not told.
   *
   * @returns how many sessions there were
   */
  forget(which: WhomToForget): Promise<Forgotten>;
  /**
   * Does what is due now: deadlines, replies whose sender has died, what was kept for long enough. Resolves when nothing
   * due is left, and what it started was sent. A desk does this each second by itself; call it where no process lives on.
   */
  sweep(): Promise<void>;
  /** Accepts nothing new, finishes what is under way, and releases timers and connections. */
  shutdown(options?: { timeoutMs?: number | undefined }): Promise<void>;
}

/**
 * `desk.link` as bridges call it: ties the session only if it is still tied to `from`, or, for null, to none. What it is tied
 * to then, the session says that it returns.
 */
export type LinkFrom = (conversationId: string, ref: string, options: { from: string | null }) => Promise<Session>;

/** Options of `desk.reply`. */
export interface ReplyOptions {
  /** Makes a repeated call harmless: the same id is one reply. @default a new one */
  id?: string | undefined;
  /** Who writes. */
  agent?: Agent | undefined;
  /** Ends the waiting, not the sending. */
  signal?: AbortSignal | undefined;
}

/** One session, or all sessions of a user. */
export type WhomToForget =
  | {
      /** The conversation to forget. */
      conversationId: string;
      /** Not with `conversationId`. */
      userKey?: undefined;
    }
  | {
      /** The user to forget: `session.user.key`. */
      userKey: string;
      /** Not with `userKey`. */
      conversationId?: undefined;
    };

/** Options of `desk.notify`. */
export interface NotifyOptions {
  /** Makes a repeated call harmless: the same id is one notice. @default a new one */
  id?: string | undefined;
  /** Ends the waiting, not the sending. */
  signal?: AbortSignal | undefined;
}

/** Changes of `desk.label`. A label is any text of at most 64 characters. */
export interface LabelChanges {
  /** Labels the session is to have. */
  add?: readonly string[] | undefined;
  /** Labels it is not to have. */
  remove?: readonly string[] | undefined;
}

/** Where a user stands in line. */
export interface StandingInLine {
  /** 1 is next. */
  position: number;
  /** How many wait in line, this one included. */
  waiting: number;
}

/** What `desk.forget` has erased. */
export interface Forgotten {
  /** How many sessions there were. */
  sessions: number;
}

/** Options of `desk.follow`. */
export interface FollowOptions {
  /** Where a new name begins: with what comes next, or with the oldest change kept. @default 'now' */
  from?: 'now' | 'start' | undefined;
  /** Ends the following. */
  signal?: AbortSignal | undefined;
  /** Of how many conversations the handler is called at once. @default 16 */
  concurrency?: number | undefined;
}

/** Options of `desk.follow` for a handler that begins with the open sessions. */
export interface FollowOpenFirst extends FollowOptions {
  /**
   * Whenever this instance takes the name over, and after a gap, the handler gets each session that is open, as
   * `{ type: 'open', conversationId, session }`, before the events that come next.
   */
  openFirst: true;
}

/** What a durable follower is called with. `gap`: changes it has not seen are no longer kept; load `desk.sessions()` again. */
export type FollowEvent = DeskEvent | Gap;

/** A session that is open as a durable follower begins, see the option `openFirst`. */
export interface StillOpen {
  /** Tells it from events. */
  type: 'open';
  /** The conversation it is about. */
  conversationId: string;
  /** The session, as it was when the follower began. */
  session: Session;
}

/** Changes that a durable follower has not seen are no longer kept. */
export interface Gap {
  /** Tells it from events. */
  type: 'gap';
}

/** Options of `desk.close`. */
export interface CloseOptions {
  /** A last message. The session is closed even when it fails. */
  farewell?: string | undefined;
  /** Makes a repeated call harmless: the same id is one farewell, sent again only when it failed. @default a new one */
  farewellId?: string | undefined;
  /** Who closes it. */
  agent?: Agent | undefined;
  /** Ends the session on this side even when GPTBots refuses to close the conversation. @default false */
  evenIfRefused?: boolean | undefined;
}

/** Which sessions `desk.sessions` returns, and how many. */
export interface SessionsFilter {
  /** Only sessions in this state. */
  state?: SessionState | undefined;
  /** Only sessions of this user: `session.user.key`. */
  userKey?: string | undefined;
  /** Only sessions with this label. */
  label?: string | undefined;
  /** @default 100 */
  limit?: number | undefined;
  /** `next` of the page before. */
  page?: string | undefined;
}
