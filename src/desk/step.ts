import type { Conversation, OutboxEntry } from './conversation.ts';
import type { Agent, Change, Message, Session, SessionUser } from './types.ts';

/** When a step happens, the desk's times in milliseconds, and the turn that is given to whatever the step starts. */
export interface StepContext {
  now: number;
  waitTimeoutMs: number;
  idleTimeoutMs: number;
  /** Another one for each step that is asked for, and the same when that step is run twice; empty to start nothing. */
  turn: string;
  leaseMs: number;
}

/** What a step did. */
export interface Step<Outcome extends string> {
  outcome: Outcome;
  changes: Change[];
  /** To be sent now by whoever asked for the step. */
  work?: OutboxWork | undefined;
  message?: Message | undefined;
  session?: Session | undefined;
}

/** Something whose turn has come. */
export interface OutboxWork {
  conversationId: string;
  entry: OutboxEntry;
  turn: string;
  /** How long the turn lasts unless renewed. */
  leaseMs: number;
  /** Absent when the session is to be closed. */
  message?: Message | undefined;
}

/** An establish. */
export interface EstablishInput {
  conversationId: string;
  /** Equal for the same request. */
  key: string;
  botId: string;
  user: SessionUser;
  /** What was said before the handoff; of more than 1,000 lines the newest are kept. */
  lines: { id: string; from: 'user' | 'bot'; text: string }[];
  /** The platform's time; more than a day ahead of the store's clock, it counts as now. */
  at: number;
  /** A text of the desk's own to begin with. */
  greeting: { id: string; text: string } | undefined;
}

/** A message of the user. */
export interface ChatInput {
  conversationId: string;
  /** Equal for the same request. */
  id: string;
  text: string;
  /** The platform's time; more than a day ahead of the store's clock, it counts as now. */
  at: number;
}

/** The platform's close, with its `type`. */
export interface CloseInput {
  conversationId: string;
  type: string;
}

export interface ReplyInput {
  conversationId: string;
  id: string;
  text: string;
  agent: Agent | undefined;
}

export interface RequestCloseInput {
  conversationId: string;
  farewell: { id: string; text: string; agent: Agent | undefined } | undefined;
}

/** What became of an entry that was sent in a turn. */
export interface SettleInput {
  conversationId: string;
  entry: OutboxEntry;
  turn: string;
  outcome: 'sent' | 'failed' | 'unknown';
}

/** With what a rule may be called, and what it returns: the conversation to keep, if there is one. */
export type Rule<Input, Outcome extends string> = (
  conversation: Conversation | undefined,
  input: Input,
  context: StepContext,
) => Step<Outcome> & { conversation?: Conversation | undefined };
