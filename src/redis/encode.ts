import { copySession } from '../desk/conversation.ts';
import type { Change, Message, Session, SessionUser } from '../desk/types.ts';
import { senders, statuses } from './script/fields.ts';

// As in JSON, without the quotes: no line break, and a lone surrogate that UTF-8 could not carry comes back as it was.

/** Text as it stands in Redis. */
export function encodeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The text again. */
export function decodeText(encoded: string): string {
  // JSON.parse of a string is a string.
  return encoded.includes('\\') ? (JSON.parse(`"${encoded}"`) as string) : encoded;
}

// Written in place of what the user's key says already.
const inKey = '=';

/** The fields of a user, in the order the script takes them. */
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

/** The session in the values of its fields, as {@link fields} has them in order. */
export function decodeSession(encodedId: string, encoded: string): Session {
  // The script makes a list of strings, and of false where there is nothing.
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
    // The script writes no others.
    state: state as Session['state'],
    orphan: orphan ? true : undefined,
    closeReason: (closeReason || undefined) as Session['closeReason'],
    user,
    // The name is kept as JSON, so that an empty one is not none.
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

/** A message in the four lines the script keeps of it. */
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
  // What `JSON.stringify` made of an agent.
  if (agent) message.agent = JSON.parse(agent) as NonNullable<Message['agent']>;
  return message;
}

/** What an event, or a step, says of one change. */
export function decodeChange(encodedId: string, type: string, encoded: string): Change {
  if (type === 'message' || type === 'settled') return { type, message: decodeMessage(decodeText(encodedId), encoded) };
  // The script writes no other types.
  return { type: type as 'opened', session: decodeSession(encodedId, encoded) };
}
