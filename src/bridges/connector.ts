import type { Agent, ClosedSession, Message, Session } from '../desk/types.ts';
import type { GptBotsHumanError } from '../internal/error.ts';
import type { Bridge } from './bridge.ts';

/**
 * What a bridge needs of another system. Each function may be called twice for the same thing, after a crash or a failure:
 * a repeat in the agents' room does no harm. One that throws is called again after longer and longer pauses, and not before
 * `retryAfterMs` when the error has that field (a room's rate limit). Meanwhile only its conversation waits. Any of them may
 * throw {@link ThreadGone}.
 *
 * A visitor's words may contain anything. A connector escapes them, so that they mention nobody, and splits what is too
 * long for its room.
 */
export interface Connector {
  /** Called once by `createBridge`: from then on the connector calls `heard`, `taken` and `closed` of this bridge. */
  listen?(bridge: Bridge): void;
  /**
   * Makes the thread, or ticket, and shows the transcript. Names the time by which somebody has to answer,
   * `session.deadlineAt`. Also called for a thread that was deleted; then `transcript` is all that was said so far.
   *
   * @returns its id, which becomes `session.ref`
   */
  open(session: Session, transcript: Message[]): Promise<string>;
  /** Shows what the user, the bot, the system, or an agent elsewhere said; of a closed session too (`message.late`). */
  post(ref: string, message: Message, session: Session): Promise<void>;
  /**
   * Shows what became of a reply that was made there; also when `ref` is unknown, or the session closed. May be told more
   * than once, the newest last.
   *
   * @param error why it failed, when this instance knows
   */
  outcome?(ref: string, outcome: ReplyOutcome, error?: GptBotsHumanError): Promise<void>;
  /** Reminds the agents: the user waits for too long, see the desk's option `remind`. */
  overdue?(ref: string, session: Session): Promise<void>;
  /** Shows how the session ended. Called for every end, also for the one that came from there. */
  close?(ref: string, session: ClosedSession): Promise<void>;
  /**
   * Asked at start for every open session, so that nothing is lost which was written while no bridge ran. What the desk has
   * of it is skipped, failed ones too: those are left to the agents. A reply that was heard before its thread was linked, or
   * while the session was closed, is not kept by the desk, and would be sent now: leave out what the room shows as failed,
   * where it can be seen there.
   *
   * @returns what agents wrote there lately, oldest first; what is known already is skipped
   */
  missed?(ref: string, session: Session): Promise<HeardReply[]>;
}

/** What an agent wrote in the agents' room. */
export interface HeardReply {
  /** That room's id of it, the same for every repeat; at most 150 characters. */
  id: string;
  /** Plain text, as the customer is to see it. */
  text: string;
  /** Who wrote it. */
  agent: Agent;
}

/** What became of a reply; `id` is the one that `heard` got. */
export interface ReplyOutcome extends HeardReply {
  /** Whether the customer got it. */
  status: ReplyStatus;
}

/** `sent`: GPTBots accepted it. `failed`: the customer did not get it. `unknown`: perhaps they got it. */
export type ReplyStatus = 'sent' | 'failed' | 'unknown';
