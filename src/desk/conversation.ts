import type { Agent, Change, Message, Session } from './types.ts';

/** Everything that is kept of a conversation. */
export interface Conversation {
  /** The session, as agents see it. */
  session: StoredSession;
  /** In the order of storing: the one with `seq` n is the nth. */
  messages: Message[];
  /** Of the establish that took effect; undefined while the session is an orphan. */
  establishKey: string | undefined;
  /** What waits to be sent, in order. Each change makes a new list. */
  outbox: readonly OutboxEntry[];
  /** What is being sent. Nothing else of this conversation is sent until it is settled. */
  sending: Sending | undefined;
  /** Who ended it: only what the desk's own clock ended may begin again. */
  closedBy: 'platform' | 'agent' | 'clock' | undefined;
  /** When the desk's clock ends it. */
  dueAt: number | undefined;
  /** The latest time the platform gave a message of the user. */
  latestAt: number;
}

/** A session with all its fields, those it does not have undefined: objects of one shape take the least memory. */
export type StoredSession = {
  // What may be absent of a session may be undefined here.
  [Field in keyof Session]-?: Session[Field] | (object extends Pick<Session, Field> ? undefined : never);
};

/** Something to send: a message by its `seq`, or 0 for the call that closes the session. */
export type OutboxEntry = number;

/** The call that closes the session. */
export const closing: OutboxEntry = 0;

/** The entry that is being sent, and its send turn. */
export interface Sending {
  /** What is being sent. */
  entry: OutboxEntry;
  /** The id of its send turn. */
  turn: string;
  /** When the send turn is lost unless renewed, in epoch milliseconds. */
  until: number;
}

/** By how much the desk's own deadline comes after GPTBots', at most: clocks differ, and a close may be on its way. */
export const maxGraceMs = 10_000;

// Shared: most conversations have nothing to send.
const nothing: readonly OutboxEntry[] = [];

/** How many lines of what was said before the handoff are kept: the newest. */
export const maxKeptLines = 1_000;

/** A time of the platform's that is further ahead than this is not believed. */
export const maxAheadMs = 86_400_000;

/**
 * The platform's time of something; now when it lies too far ahead, so that one wrong time does not spoil the order of
 * what follows.
 */
export function platformTime(at: number, now: number): number {
  return at > now + maxAheadMs ? now : at;
}

/** A conversation of which nothing is known yet. */
export function begin(conversationId: string, now: number): Conversation {
  return {
    session: {
      conversationId,
      botId: '',
      state: 'waiting',
      orphan: undefined,
      closeReason: undefined,
      user: {},
      agent: undefined,
      ref: undefined,
      version: 0,
      lastSeq: 0,
      userMessages: 0,
      openedAt: now,
      deadlineAt: undefined,
      connectedAt: undefined,
      answeredAt: undefined,
      closedAt: undefined,
      lastMessageAt: now,
    },
    messages: [],
    establishKey: undefined,
    outbox: nothing,
    sending: undefined,
    closedBy: undefined,
    dueAt: undefined,
    latestAt: 0,
  };
}

/** Opens a closed session again. */
export function reopen(conversation: Conversation): void {
  const { session } = conversation;
  session.state = session.connectedAt === undefined ? 'waiting' : 'connected';
  session.closeReason = undefined;
  session.closedAt = undefined;
  conversation.closedBy = undefined;
}

/** A change of the session, as it is now. */
export function change({ session }: Conversation, type: 'opened' | 'connected' | 'updated' | 'closed'): Change {
  session.version++;
  return { type, session: copySession(session) };
}

/** What a message is made of; `order` defaults to the end. */
export type NewMessage = Pick<Message, 'id' | 'from' | 'text' | 'at' | 'status'> & {
  /** In the order to show. */
  order?: number | undefined;
  /** Whether it came after the session was closed. */
  late?: boolean | undefined;
  /** Who wrote it. */
  agent?: Agent | undefined;
};

/** Stores a message. */
export function append(
  conversation: Conversation,
  { id, from, text, at, status, order, late, agent }: NewMessage,
  now: number,
): Change {
  const { session, messages } = conversation;
  const { conversationId } = session;
  const seq = ++session.lastSeq;
  const message: Message = { id, seq, order: order ?? seq, conversationId, from, text, at, status };
  if (late) message.late = true;
  if (agent) message.agent = agent;
  // push() makes room for sixteen more; most conversations are short.
  if (seq < 16) conversation.messages = messages.concat(message);
  else messages.push(message);
  session.version++;
  session.lastMessageAt = now;
  return { type: 'message', message: { ...message } };
}

/** Stores a message of the desk's own, to be sent after all that is to be sent already. */
export function enqueue(
  conversation: Conversation,
  { id, text, from, agent }: { id: string; text: string; from: 'agent' | 'system'; agent?: Agent | undefined },
  now: number,
): Change {
  const stored = append(conversation, { id, from, text, at: now, status: 'pending', agent }, now);
  conversation.outbox = conversation.outbox.concat(conversation.session.lastSeq);
  return stored;
}

/** Gives a message of the desk's own another status. */
export function mark(message: Message, status: Message['status']): Change {
  message.status = status;
  return { type: 'settled', message: { ...message } };
}

/** Finds a message by its id, from the newest back: those are asked for most. */
export function findMessage({ messages }: Conversation, id: string): Message | undefined {
  for (let at = messages.length - 1; at >= 0; at--) if (messages[at]?.id === id) return messages[at];
  return undefined;
}

/** Where a user's message stands: before the first of the user's with a later time of the platform, else last. */
export function orderOfUserMessage({ messages, latestAt }: Conversation, at: number): number | undefined {
  if (at >= latestAt) return undefined;
  // What was said before the handoff stands before all else, whatever its time.
  const later = messages.filter((message) => message.from === 'user' && message.order > 0 && message.at > at);
  const next = first(later);
  if (!next) return undefined;
  const previous = last(messages.filter((message) => isBefore(message, next)));
  const start = previous?.order ?? 0;
  return start + (next.order - start) * shareOfTime(previous, next, at);
}

// Where between its neighbours a message stands, by their times, so that any number of messages fits in between. Only
// a user's message has the platform's time; for any other neighbour, some time ago is assumed.
function shareOfTime(previous: Message | undefined, next: Message, at: number): number {
  const isUsers = previous?.from === 'user' && previous.order > 0;
  const since = isUsers ? previous.at : next.at - Math.max(60_000, 2 * (next.at - at));
  return (at - since) / (next.at - since);
}

/** When a sweep has something to do. A closed session is forgotten `retentionMs` after its end. */
export function wakeAt(conversation: Conversation, retentionMs: number): number | undefined {
  const { sending, session, outbox, dueAt } = conversation;
  if (sending) return sending.until;
  if (session.closedAt !== undefined) return session.closedAt + retentionMs;
  return outbox.length > 0 ? 0 : dueAt;
}

/** Whether a closed session has been kept for long enough. */
export function isForgotten({ session, sending }: Conversation, retentionMs: number, now: number): boolean {
  return session.closedAt !== undefined && session.closedAt + retentionMs <= now && !sending;
}

/** A copy for callers, without the fields that are undefined. */
export function copySession(session: StoredSession): Session {
  const { orphan, closeReason, agent, ref, deadlineAt, connectedAt, answeredAt, closedAt } = session;
  const copy: Session = {
    conversationId: session.conversationId,
    botId: session.botId,
    state: session.state,
    user: { ...session.user },
    version: session.version,
    lastSeq: session.lastSeq,
    userMessages: session.userMessages,
    openedAt: session.openedAt,
    lastMessageAt: session.lastMessageAt,
  };
  if (orphan) copy.orphan = orphan;
  if (closeReason) copy.closeReason = closeReason;
  if (agent) copy.agent = { ...agent };
  if (ref !== undefined) copy.ref = ref;
  if (deadlineAt !== undefined) copy.deadlineAt = deadlineAt;
  if (connectedAt !== undefined) copy.connectedAt = connectedAt;
  if (answeredAt !== undefined) copy.answeredAt = answeredAt;
  if (closedAt !== undefined) copy.closedAt = closedAt;
  return copy;
}

function isBefore(a: Message, b: Message): boolean {
  return a.order < b.order || (a.order === b.order && a.seq < b.seq);
}

function first(messages: Message[]): Message | undefined {
  return messages.reduce<Message | undefined>((found, one) => (found && isBefore(found, one) ? found : one), undefined);
}

function last(messages: Message[]): Message | undefined {
  return messages.reduce<Message | undefined>((found, one) => (found && isBefore(one, found) ? found : one), undefined);
}
