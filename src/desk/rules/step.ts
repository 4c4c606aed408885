import type { Agent, Change, Message, Session, SessionChannel, SessionUser } from '../types.ts';
import type { Head, OutboxEntry } from './head.ts';
import type { Messages } from './messages.ts';
import type { ReminderTimes } from './waiting.ts';

/** When a step happens, the desk's times in milliseconds, and the send turn for what the step starts. */
export interface StepContext extends ReminderTimes {
  /** When the step happens, in epoch milliseconds on the store's clock. */
  now: number;
  /** How long GPTBots waits for the first reply, in milliseconds. */
  waitTimeoutMs: number;
  /** How long a connected session may be silent, in milliseconds. */
  idleTimeoutMs: number;
  /** The same for a session that began without an establish. */
  orphanTimeoutMs: number;
  /** As many of those are kept as may be: no more are taken. */
  isFull?: boolean | undefined;
  /** The id of the send turn: unique per step, and reused when the step is retried. Empty to start nothing. */
  turn: string;
  /** How long a send turn holds unless renewed, in milliseconds. */
  leaseMs: number;
}

/** What a step did. */
export interface Step<Outcome extends string> {
  /** How it ended. */
  outcome: Outcome;
  /** What it changed, in order. */
  changes: Change[];
  /** To be sent now by whoever asked for the step. */
  work?: OutboxWork | undefined;
  /** The message it was about. */
  message?: Message | undefined;
  /** The session it was about. */
  session?: Session | undefined;
}

/** An outbox entry to be sent now. */
export interface OutboxWork {
  /** The conversation it belongs to. */
  conversationId: string;
  /** Its session, as it is now. */
  session: Session;
  /** What to send. */
  entry: OutboxEntry;
  /** The id of the send turn to send it in. */
  turn: string;
  /** How long the send turn holds unless renewed, in milliseconds. */
  leaseMs: number;
  /** Absent when the session is to be closed. */
  message?: Message | undefined;
  /** The call that made it, as a W3C `traceparent`, if known. */
  origin?: string | undefined;
}

/** An establish. */
export interface EstablishInput {
  /** The conversation it begins. */
  conversationId: string;
  /** Equal for the same request. */
  key: string;
  /** The agent in GPTBots. */
  botId: string;
  /** Who asks for a human. */
  user: SessionUser;
  /** Where the user writes from. */
  channel?: SessionChannel | undefined;
  /** Labels to begin with. */
  labels?: readonly string[] | undefined;
  /** What was said before the handoff; of more than 1,000 lines the newest are kept. */
  lines: {
    /** Equal for the same line of the same request. */
    id: string;
    /** Who said it. */
    from: 'user' | 'bot';
    /** What was said. */
    text: string;
  }[];
  /** The platform's time; more than a day ahead of the store's clock, or before 1970, it counts as now. */
  at: number;
  /** A text of the desk's own to begin with. */
  greeting: OwnText | undefined;
  /** A text to end with at once: the user is turned away. */
  turnAway?: OwnText | undefined;
  /** The call that makes the greeting, as a W3C `traceparent`; kept until it was sent. */
  origin?: string | undefined;
}

/** A text of the desk's own. */
export interface OwnText {
  /** The id of its message. */
  id: string;
  /** What to send. */
  text: string;
}

/** A greeting that was looked up once the establish was answered. */
export interface GreetInput extends OwnText {
  /** The conversation it belongs to. */
  conversationId: string;
  /** The call that makes it, as a W3C `traceparent`; kept until it was sent. */
  origin?: string | undefined;
}

/** A session is tied to the id of a ticket elsewhere. */
export interface LinkInput {
  /** The conversation. */
  conversationId: string;
  /** The id of the ticket. */
  ref: string;
  /** Only if the session is tied to this one, or, for null, to none. */
  from?: string | null | undefined;
}

/** Labels of a session, changed. */
export interface LabelInput {
  /** The conversation they belong to. */
  conversationId: string;
  /** Labels it is to have. */
  add: readonly string[];
  /** Labels it is not to have; removed before others are added. */
  remove: readonly string[];
}

/** A message of the user. */
export interface ChatInput {
  /** The conversation it belongs to. */
  conversationId: string;
  /** Equal for the same request. */
  id: string;
  /** What the user wrote. */
  text: string;
  /** The platform's time; more than a day ahead of the store's clock, or before 1970, it counts as now. */
  at: number;
}

/** The platform's close, with its `type`. */
export interface CloseInput {
  /** The conversation that is over. */
  conversationId: string;
  /** GPTBots' reason: `TIMEOUT`, `USER_CLOSED`, or another. */
  type: string;
}

/** A reply of an agent, or a notice of the desk itself. */
export interface ReplyInput {
  /** The conversation it belongs to. */
  conversationId: string;
  /** Equal for the same reply. */
  id: string;
  /** What to send. */
  text: string;
  /** A person, or the desk itself. @default 'agent' */
  from?: 'agent' | 'system' | undefined;
  /** Who wrote it, if known. */
  agent: Agent | undefined;
  /** The call that makes it, as a W3C `traceparent`; kept until it was sent. */
  origin?: string | undefined;
}

/** An agent's wish to close a session. */
export interface RequestCloseInput {
  /** The conversation to close. */
  conversationId: string;
  /** A last message to send before. */
  farewell:
    | {
        /** The id of its message. */
        id: string;
        /** What to send. */
        text: string;
        /** Who wrote it; undefined for the desk itself. */
        agent: Agent | undefined;
      }
    | undefined;
  /** Closes the session even if GPTBots refuses. */
  evenIfRefused?: boolean | undefined;
  /** The call that makes it, as a W3C `traceparent`; kept until it was sent. */
  origin?: string | undefined;
}

/** What became of an entry that was sent. */
export interface SettleInput {
  /** The conversation it belongs to. */
  conversationId: string;
  /** What was sent. */
  entry: OutboxEntry;
  /** The id of the send turn it was sent in. */
  turn: string;
  /** What became of it. Only a close is `refused`: GPTBots does not know the conversation, or has ended it. */
  outcome: 'sent' | 'failed' | 'unknown' | 'refused';
}

/** A conversation as a rule sees it. */
export interface Conversation {
  /** Undefined for a conversation of which nothing is known. A rule changes it in place, or begins it. */
  head: Head | undefined;
  /** Its messages. */
  readonly messages: Messages;
}

/** A rule: changes the conversation, and says what it did. */
export type Rule<Input, Outcome extends string> = (
  conversation: Conversation,
  input: Input,
  context: StepContext,
) => Step<Outcome>;
