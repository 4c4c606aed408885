import type { Agent, Change, Message } from '../types.ts';
import { type Head, putInOutbox } from './head.ts';

/** The messages of a conversation that a step asks for. A step never needs all of them. */
export interface Messages {
  /** The message with this id. */
  byId(id: string): Message | undefined;
  /** The message with this `seq`. */
  bySeq(seq: number): Message | undefined;
  /** Those of these that there are; asked for together, as each question may take a round trip. */
  bySeqs(seqs: readonly number[]): Message[];
  /** Of the user's messages since the handoff, in the order to show: the last one at or before a time, and the first one after it. */
  around(at: number): Neighbours;
  /** Stores a message: a new one, or one that has changed, by its `seq`. */
  put(message: Message): void;
}

/** Two messages next to each other in time. */
export interface Neighbours {
  /** The last one at or before the time. */
  before: Message | undefined;
  /** The first one after the time. */
  after: Message | undefined;
}

/** Whether a message is one that {@link Messages.around} looks among. What was said before the handoff has an order of 0 or less. */
export function isUsersSinceHandoff({ from, order }: Message): boolean {
  return from === 'user' && order > 0;
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

/** Stores a new message; returns a copy. */
export function append(
  { session }: Head,
  messages: Messages,
  { id, from, text, at, status, order, late, agent }: NewMessage,
  now: number,
): Message {
  const { conversationId } = session;
  const seq = ++session.lastSeq;
  const message: Message = { id, seq, order: order ?? seq, conversationId, from, text, at, status };
  if (late) message.late = true;
  if (agent) message.agent = agent;
  messages.put(message);
  session.version++;
  session.lastMessageAt = now;
  return { ...message };
}

/** What a message of the desk's own is made of. */
export interface ToSend {
  id: string;
  text: string;
  from: 'agent' | 'system';
  agent?: Agent | undefined;
  /** The call that made it. */
  origin?: string | undefined;
}

/** Stores a message of the desk's own, to be sent after all that is to be sent already. */
export function enqueue(
  head: Head,
  messages: Messages,
  { id, text, from, agent, origin }: ToSend,
  now: number,
): Message {
  const message = append(head, messages, { id, from, text, at: now, status: 'pending', agent }, now);
  putInOutbox(head, message.seq, origin);
  return message;
}

/** Gives a message of the desk's own another status. */
export function mark(messages: Messages, message: Message, status: Message['status']): Change {
  message.status = status;
  messages.put(message);
  return { type: 'settled', message: { ...message } };
}
