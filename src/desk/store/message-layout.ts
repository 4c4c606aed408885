import type { Agent, Message, MessageStatus } from '../types.ts';
import { flag, newerData, trimmed, type Value } from './values.ts';

/** A message, for a database that keeps it as one text. */
export function encodeMessage(message: Message): string {
  return JSON.stringify(messageValues(message));
}

/** A message that was encoded with {@link encodeMessage}. */
export function decodeMessage(conversationId: string, text: string): Message {
  return messageOf(conversationId, JSON.parse(text) as Value[]);
}

const statuses: readonly MessageStatus[] = ['received', 'pending', 'sent', 'failed', 'unknown'];
const senders: readonly Message['from'][] = ['user', 'bot', 'agent', 'system'];

/** As it is written in events too. */
export function messageValues(message: Message): Value[] {
  const { id, seq, order, from, text, at, status, late, agent } = message;
  return trimmed([
    seq,
    id,
    senders.indexOf(from),
    statuses.indexOf(status),
    at,
    text,
    order === seq ? null : order,
    flag(late),
    agent ? encodeAgent(agent) : null,
  ]);
}

/** What {@link messageValues} was given. */
export function messageOf(conversationId: string, values: Value[]): Message {
  // A message of another layout will begin with something else.
  if (typeof values[0] !== 'number') throw newerData('a message of it has another layout');
  const [seq, id, from, status, at, text, order, late, agent] = values as [
    number,
    string,
    number,
    number,
    number,
    string,
    (number | null)?,
    (number | null)?,
    (string[] | null)?,
  ];
  const message: Message = {
    id,
    seq,
    order: order ?? seq,
    conversationId,
    from: senders[from] ?? 'system',
    text,
    at,
    status: statuses[status] ?? 'received',
  };
  if (late) message.late = true;
  if (agent) message.agent = decodeAgent(agent);
  return message;
}

/** An agent. */
export function encodeAgent({ id, name }: Agent): string[] {
  return name === undefined ? [id] : [id, name];
}

/** What {@link encodeAgent} was given. */
export function decodeAgent([id = '', name]: string[]): Agent {
  return name === undefined ? { id } : { id, name };
}
