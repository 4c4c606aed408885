/**
 * A conversation between a user and the service, from the handoff to its end. Times are epoch milliseconds on the store's
 * clock. `state` tells the three kinds apart.
 */
export type Session = WaitingSession | ConnectedSession | ClosedSession;

/** Nobody has replied yet, as far as GPTBots knows. */
export interface WaitingSession extends SessionFacts {
  /** GPTBots has accepted no reply yet. */
  state: 'waiting';
}

/** GPTBots has accepted a reply. */
export interface ConnectedSession extends SessionFacts {
  /** GPTBots has accepted a reply. */
  state: 'connected';
  /** When GPTBots accepted the first reply; a greeting and a notice are one. */
  connectedAt: number;
}

/** It is over. */
export interface ClosedSession extends SessionFacts {
  /** Final, unless the desk's own clock closed it and the user writes again. */
  state: 'closed';
  /** Why it is closed. */
  closeReason: CloseReason;
  /** When it was closed. */
  closedAt: number;
}

/** What is known of a session in any state. */
export interface SessionFacts {
  /** GPTBots' id of the conversation. */
  conversationId: string;
  /** Empty as long as the session is an orphan. */
  botId: string;
  /** `waiting` until GPTBots accepted a reply, then `connected`; `closed` is final. */
  state: SessionState;
  /** It began with something other than an establish; a later establish fills it in. */
  orphan?: true;
  /** Why it is closed. */
  closeReason?: CloseReason;
  /** Who asked for a human. */
  user: SessionUser;
  /** Where the user writes from, as far as GPTBots says. */
  channel: SessionChannel;
  /** In the order they were added; see `desk.label`. */
  labels: string[];
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
  /** When it began. */
  openedAt: number;
  /** When GPTBots gives up, as long as nobody has replied. */
  deadlineAt?: number;
  /** When GPTBots accepted the first reply; a greeting and a notice are one. */
  connectedAt?: number;
  /** When GPTBots accepted the first reply of a person. */
  answeredAt?: number;
  /** When it was closed. */
  closedAt?: number;
  /** When the last message was stored. */
  lastMessageAt: number;
}

/** Where a session stands. */
export type SessionState = 'waiting' | 'connected' | 'closed';

/**
 * Why a session is closed: the user left, GPTBots found it silent, `desk.close`, GPTBots gave up waiting for a reply, the
 * desk itself found it silent, or `accept` turned the user away.
 */
export type CloseReason = 'user_closed' | 'timeout' | 'agent_closed' | 'never_answered' | 'abandoned' | 'turned_away';

/** Where a user writes from. GPTBots does not document these; do not rely on them. */
export interface SessionChannel {
  /** The kind of channel, as `WIDGET` or `WHATSAPP_META`: `conversation_type` of the establish. */
  type?: string;
  /** Its id. */
  id?: string;
  /** Its name. */
  name?: string;
}

/** What is known of the user. */
export interface SessionUser {
  /** Equal for the same user; made of what identifies them best. */
  key?: string;
  /** The name GPTBots knows. */
  name?: string;
  /** Your own id of the user. */
  userId?: string;
  /** GPTBots' id of the user, for one channel. */
  anonymousId?: string;
  /** Set only for WhatsApp. */
  phone?: string;
  /** Typed by the user, and verified by nobody. */
  email?: string;
}

/** Somebody who answers. */
export interface Agent {
  /** Your own id of the agent. */
  id: string;
  /** A name to show. */
  name?: string;
}

/** A message of a session. */
export interface Message {
  /** Unique within its conversation. */
  id: string;
  /** In the order of storing; never changes. */
  seq: number;
  /** In the order to show; see the guarantees. Equal ones are shown by `seq`. */
  order: number;
  /** The conversation it belongs to. */
  conversationId: string;
  /** Who wrote it; `system` is the desk itself. */
  from: 'user' | 'bot' | 'agent' | 'system';
  /** What was written. */
  text: string;
  /** A user's: the platform's time; all others: the store's. */
  at: number;
  /** Of the desk's own: on its way (`pending`), accepted by GPTBots, not accepted, or perhaps accepted. */
  status: MessageStatus;
  /** It came after the session was closed. */
  late?: true;
  /** The agent who wrote it. */
  agent?: Agent;
}

/** What became of a message. */
export type MessageStatus = 'received' | 'pending' | 'sent' | 'failed' | 'unknown';

/** A change, as every instance hears of it. `forgotten`: the session was erased, see `desk.forget`. */
export type DeskEvent = { cursor: string; conversationId: string; at: number } & (Change | Erasure);

/** A session was erased, see `desk.forget`. */
export interface Erasure {
  /** What happened. */
  type: 'forgotten';
}

/** What changed. `settled`: the status of a message of the desk's own. */
export type Change = SessionChange | SessionEnd | MessageChange | Overdue;

/** A session began, or is not what it was. */
export type SessionChange = SessionStart | SessionConnected | SessionUpdate;

/** Somebody has waited for too long, see the option `remind`. */
export interface Overdue {
  /** What happened. */
  type: 'overdue';
  /** `first_reply`: no person has replied since the handoff. `reply`: none since the user's last message. */
  waitingFor: 'first_reply' | 'reply';
  /** Since when the user waits. */
  since: number;
  /** The session, as it is now. */
  session: Session;
}

/** A session began. */
export interface SessionStart {
  /** What happened. */
  type: 'opened';
  /** The session, as it is now. */
  session: Session;
  /** What was said before the handoff; empty for an orphan. */
  transcript: Message[];
}

/** GPTBots has accepted the first reply. */
export interface SessionConnected {
  /** What happened. */
  type: 'connected';
  /** The session, as it is now. */
  session: ConnectedSession;
}

/** A session is not what it was. */
export interface SessionUpdate {
  /** What happened. */
  type: 'updated';
  /** The session, as it is now. */
  session: Session;
  /** Of an orphan whose establish came later: what was said before the handoff. */
  transcript?: Message[];
}

/** A session was closed. */
export interface SessionEnd {
  /** What happened. */
  type: 'closed';
  /** The session, as it is now. */
  session: ClosedSession;
  /** It was closed before, and had begun again. */
  again?: true;
}

/** A message was stored, or has an outcome. */
export interface MessageChange {
  /** What happened. */
  type: 'message' | 'settled';
  /** The message, as it is now. */
  message: Message;
}
