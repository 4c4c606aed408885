/** A conversation between a user and the service, from the handoff to its end. Times are epoch milliseconds on the store's clock. */
export interface Session {
  conversationId: string;
  /** Empty as long as the session is an orphan. */
  botId: string;
  /** `waiting` until GPTBots accepted a reply, then `connected`; `closed` is final. */
  state: SessionState;
  /** It began with something other than an establish; a later establish fills it in. */
  orphan?: true;
  closeReason?: CloseReason;
  user: SessionUser;
  /** Who claimed it. */
  agent?: Agent;
  /** The id of a ticket elsewhere, see `desk.link`. */
  ref?: string;
  /** Counts the changes. */
  version: number;
  /** The `seq` of the last message stored. */
  lastSeq: number;
  /** How many messages the user wrote since the handoff. */
  userMessages: number;
  openedAt: number;
  /** When GPTBots gives up, as long as nobody has replied. */
  deadlineAt?: number;
  /** When GPTBots accepted the first reply; a greeting is one. */
  connectedAt?: number;
  /** When GPTBots accepted the first reply of a person. */
  answeredAt?: number;
  closedAt?: number;
  lastMessageAt: number;
}

/** Where a session stands. */
export type SessionState = 'waiting' | 'connected' | 'closed';

/**
 * Why a session is closed: the user left, GPTBots found it silent, `desk.close`, GPTBots gave up waiting for a reply, or
 * the desk itself found it silent.
 */
export type CloseReason = 'user_closed' | 'timeout' | 'agent_closed' | 'never_answered' | 'abandoned';

/** What is known of the user. */
export interface SessionUser {
  /** Equal for the same user; made of what identifies them best. */
  key?: string;
  name?: string;
  userId?: string;
  anonymousId?: string;
  phone?: string;
  /** Typed by the user, and verified by nobody. */
  email?: string;
}

/** Somebody who answers. */
export interface Agent {
  id: string;
  name?: string;
}

/** A message of a session. */
export interface Message {
  id: string;
  /** In the order of storing; never changes. */
  seq: number;
  /** In the order to show; see the guarantees. Equal ones are shown by `seq`. */
  order: number;
  conversationId: string;
  from: 'user' | 'bot' | 'agent' | 'system';
  text: string;
  /** A user's: the platform's time; all others: the store's. */
  at: number;
  /** Of the desk's own: on its way (`pending`), accepted by GPTBots, not accepted, or perhaps accepted. */
  status: MessageStatus;
  /** It came after the session was closed. */
  late?: true;
  agent?: Agent;
}

/** What became of a message. */
export type MessageStatus = 'received' | 'pending' | 'sent' | 'failed' | 'unknown';

/** A change, as every instance hears of it. */
export type DeskEvent = { cursor: string; conversationId: string; at: number } & Change;

/** What changed. `settled`: the status of a message of the desk's own. */
export type Change =
  | { type: 'opened' | 'connected' | 'updated' | 'closed'; session: Session }
  | { type: 'message' | 'settled'; message: Message };
