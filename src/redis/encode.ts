import { copySession } from '../desk/conversation.ts';
import type { Change, Message, Session, SessionUser } from '../desk/types.ts';
import { senders, statuses } from './script/fields.ts';

// Text is stored as a JSON string without its quotes. So it has no line breaks, and lone surrogates, which UTF-8 cannot
// represent, survive.

/** Encodes a text for Redis. */
export function encodeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Decodes a text from Redis. */
export function decodeText(encoded: string): string {
  // The cast holds: a JSON string parses to a string.
  return encoded.includes('\\') ? (JSON.parse(`"${encoded}"`) as string) : encoded;
}

// Stored instead of a field that can be read from the user's key. Saves memory.
const inKey = '=';

/** The fields of a user, in the order in which the script takes them. */
export function encodeUser(user: SessionUser, botId: string): string[] {
  const { key = '', name = '', userId, anonymousId, phone, email } = user;
  const field = (value: string | undefined, keyOfIt: string) => {
    if (value === undefined) return '';
    if (key === keyOfIt) return inKey;
    return value === inKey ? '\\u003d' : encodeText(value);
  };
  return [
    encodeText(key),
    encodeText(name),
    field(userId, `user:${userId}`),
    field(anonymousId, `anonymous:${botId}:${anonymousId}`),
    field(phone, `phone:${phone}`),
    field(email, `email:${email}`),
  ];
}

/** Decodes a session. `encoded` is a JSON list of the fields, in the order of `script/fields.ts`. */
export function decodeSession(encodedId: string, encoded: string): Session {
  // The cast holds: the script makes a list of strings, with false for a missing field.
  const [
    state,
    botId,
    orphan,
    closeReason,
    userKey,
    userName,
    userId,
    anonymousId,
    phone,
    email,
    agentId,
    agentName,
    ref,
    version,
    lastSeq,
    userMessages,
    openedAt,
    deadlineAt,
    connectedAt,
    answeredAt,
    closedAt,
    lastMessageAt,
  ] = JSON.parse(encoded) as (string | false)[];
  const bot = decodeText(botId || '');
  const key = userKey ? decodeText(userKey) : undefined;
  const user: SessionUser = {};
  if (key !== undefined) user.key = key;
  if (userName) user.name = decodeText(userName);
  const field = (value: string | false | undefined, prefix: string) =>
    value === inKey ? (key ?? '').slice(prefix.length) : value ? decodeText(value) : undefined;
  const ids = {
    userId: field(userId, 'user:'),
    anonymousId: field(anonymousId, `anonymous:${bot}:`),
    phone: field(phone, 'phone:'),
    email: field(email, 'email:'),
  };
  for (const [name, value] of Object.entries(ids)) if (value !== undefined) user[name as keyof typeof ids] = value;

  const number = (value: string | false | undefined) => (value ? Number(value) : undefined);
  return copySession({
    conversationId: decodeText(encodedId),
    botId: bot,
    // The cast holds: the script writes only these.
    state: state as Session['state'],
    orphan: orphan ? true : undefined,
    closeReason: (closeReason || undefined) as Session['closeReason'],
    user,
    // The name is stored as JSON, so that an empty name differs from a missing one.
    agent: agentId
      ? { id: decodeText(agentId), ...(agentName ? { name: JSON.parse(agentName) as string } : {}) }
      : undefined,
    ref: ref ? decodeText(ref) : undefined,
    version: Number(version),
    lastSeq: Number(lastSeq),
    userMessages: Number(userMessages),
    openedAt: Number(openedAt),
    deadlineAt: number(deadlineAt),
    connectedAt: number(connectedAt),
    answeredAt: number(answeredAt),
    closedAt: number(closedAt),
    lastMessageAt: Number(lastMessageAt),
  });
}

/** Decodes a message. The script stores it in four lines. */
export function decodeMessage(conversationId: string, encoded: string): Message {
  const [head = '', id = '', text = '', agent = ''] = encoded.split('\n');
  const [seq, status, from, order, at, late] = head.split(',');
  const message: Message = {
    id: decodeText(id),
    seq: Number(seq),
    order: Number(order),
    conversationId,
    from: senders[from ?? ''] ?? 'system',
    text: decodeText(text),
    at: Number(at),
    status: statuses[status ?? ''] ?? 'unknown',
  };
  if (late === '1') message.late = true;
  // The cast holds: the store wrote the agent with JSON.stringify.
  if (agent) message.agent = JSON.parse(agent) as NonNullable<Message['agent']>;
  return message;
}

/** Decodes a change, out of an event or the result of a step. */
export function decodeChange(encodedId: string, type: string, encoded: string): Change {
  if (type === 'message' || type === 'settled') return { type, message: decodeMessage(decodeText(encodedId), encoded) };
  // The cast holds: the script writes only known types, and all others have the form of `opened`.
  return { type: type as 'opened', session: decodeSession(encodedId, encoded) };
}
