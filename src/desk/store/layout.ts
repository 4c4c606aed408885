import { GptBotsHumanError } from '../../internal/error.ts';
import { copySession, type Head, type Sending, type StoredSession } from '../rules/head.ts';
import type {
  Agent,
  Change,
  CloseReason,
  Message,
  MessageStatus,
  Session,
  SessionState,
  SessionUser,
} from '../types.ts';

/**
 * How heads, messages and events are written: as lists of values in JSON, which are short, and take any text. The first
 * value of a head and of an event is the version of this layout.
 *
 * A value may only be added at the end; then older versions read what newer ones wrote. Anything else is a new version.
 */
const layout = 1;

type Value = string | number | null | Value[];

/** What is kept of a conversation, with what the store itself has to remember of it. */
export interface StoredHead {
  head: Head;
  /** When it comes up in a sweep, as its list says. */
  listedWakeAt: number | undefined;
}

export function encodeHead({ head, listedWakeAt }: StoredHead): string {
  const { session, establishKey, outbox, sending, closesAnyway, closedBy, hasReopened, dueAt, latestAt } = head;
  return JSON.stringify(
    trimmed([
      layout,
      encodeSession(session),
      establishKey ?? null,
      outbox.length > 0 ? [...outbox] : null,
      sending ? [sending.entry, sending.turn, sending.until] : null,
      flag(closesAnyway),
      closedBy ?? null,
      flag(hasReopened),
      dueAt ?? null,
      latestAt,
      listedWakeAt ?? null,
    ]),
  );
}

export function decodeHead(conversationId: string, text: string): StoredHead {
  const [session, establishKey, outbox, sending, closesAnyway, closedBy, hasReopened, dueAt, latestAt, listedWakeAt] =
    read(text) as [
      Value[],
      string | null,
      number[] | null,
      [number, string, number] | null,
      number | null,
      Head['closedBy'] | null,
      number | null,
      number | null,
      number | null,
      number | null,
    ];
  return {
    head: {
      session: decodeSession(conversationId, session),
      establishKey: establishKey ?? undefined,
      outbox: outbox ?? [],
      sending: sending ? decodeSending(sending) : undefined,
      closesAnyway: closesAnyway ? true : undefined,
      closedBy: closedBy ?? undefined,
      hasReopened: hasReopened ? true : undefined,
      dueAt: dueAt ?? undefined,
      latestAt: latestAt ?? 0,
    },
    listedWakeAt: listedWakeAt ?? undefined,
  };
}

/** A message, for a database that keeps it as one text. */
export function encodeMessage(message: Message): string {
  return JSON.stringify(messageValues(message));
}

/** A message that was encoded with {@link encodeMessage}. */
export function decodeMessage(conversationId: string, text: string): Message {
  return messageOf(conversationId, JSON.parse(text) as Value[]);
}

/** What an event says, besides its conversation, type and time. */
export function encodeChange(change: Change | { type: 'forgotten' }): string {
  if (change.type === 'forgotten') return JSON.stringify([layout]);
  if ('message' in change) return JSON.stringify([layout, messageValues(change.message)]);
  const extra = change.type === 'closed' ? flag(change.again) : (change.transcript?.map(messageValues) ?? null);
  return JSON.stringify(trimmed([layout, encodeSession(change.session), extra]));
}

export function decodeChange(conversationId: string, type: string, text: string): Change | { type: 'forgotten' } {
  const [about, extra] = read(text) as [Value[], Value[] | number | null];
  switch (type) {
    case 'message':
    case 'settled':
      return { type, message: messageOf(conversationId, about) };
    case 'opened':
    case 'connected':
    case 'updated': {
      const session = copySession(decodeSession(conversationId, about));
      if (!Array.isArray(extra)) return { type, session };
      return { type, session, transcript: extra.map((line) => messageOf(conversationId, line as Value[])) };
    }
    case 'closed': {
      const session = copySession(decodeSession(conversationId, about));
      return extra === 1 ? { type, session, again: true } : { type, session };
    }
    default:
      return { type: 'forgotten' };
  }
}

const states: readonly SessionState[] = ['waiting', 'connected', 'closed'];
const statuses: readonly MessageStatus[] = ['received', 'pending', 'sent', 'failed', 'unknown'];
const senders: readonly Message['from'][] = ['user', 'bot', 'agent', 'system'];

function encodeSession(session: Session | StoredSession): Value[] {
  const { user, agent } = session;
  return trimmed([
    states.indexOf(session.state),
    session.botId,
    flag(session.orphan),
    session.closeReason ?? null,
    trimmed([user.key, user.name, user.userId, user.anonymousId, user.phone, user.email].map((one) => one ?? null)),
    agent ? encodeAgent(agent) : null,
    session.ref ?? null,
    session.version,
    session.lastSeq,
    session.userMessages,
    session.openedAt,
    session.deadlineAt ?? null,
    session.connectedAt ?? null,
    session.answeredAt ?? null,
    session.closedAt ?? null,
    session.lastMessageAt,
  ]);
}

function decodeSession(conversationId: string, values: Value[]): StoredSession {
  const [state, botId, orphan, closeReason, user, agent, ref, version, lastSeq, userMessages, ...times] = values as [
    number,
    string,
    number | null,
    CloseReason | null,
    (string | null)[],
    string[] | null,
    string | null,
    number,
    number,
    number,
    ...(number | null)[],
  ];
  const [openedAt, deadlineAt, connectedAt, answeredAt, closedAt, lastMessageAt] = times;
  return {
    conversationId,
    botId,
    state: states[state] ?? 'waiting',
    orphan: orphan ? true : undefined,
    closeReason: closeReason ?? undefined,
    user: decodeUser(user),
    agent: agent ? decodeAgent(agent) : undefined,
    ref: ref ?? undefined,
    version,
    lastSeq,
    userMessages,
    openedAt: openedAt ?? 0,
    deadlineAt: deadlineAt ?? undefined,
    connectedAt: connectedAt ?? undefined,
    answeredAt: answeredAt ?? undefined,
    closedAt: closedAt ?? undefined,
    lastMessageAt: lastMessageAt ?? 0,
  };
}

function decodeUser(values: (string | null)[]): SessionUser {
  const names = ['key', 'name', 'userId', 'anonymousId', 'phone', 'email'] as const;
  const user: SessionUser = {};
  for (const [index, name] of names.entries()) {
    const value = values[index];
    if (value !== null && value !== undefined) user[name] = value;
  }
  return user;
}

function messageValues(message: Message): Value[] {
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

function messageOf(conversationId: string, values: Value[]): Message {
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

function decodeSending([entry, turn, until]: [number, string, number]): Sending {
  return { entry, turn, until };
}

function encodeAgent({ id, name }: Agent): string[] {
  return name === undefined ? [id] : [id, name];
}

function decodeAgent([id = '', name]: string[]): Agent {
  return name === undefined ? { id } : { id, name };
}

function flag(value: boolean | undefined): 1 | null {
  return value ? 1 : null;
}

// What is at the end, and absent, is not written.
function trimmed(values: Value[]): Value[] {
  let { length } = values;
  while (length > 0 && values[length - 1] === null) length--;
  return values.slice(0, length);
}

function read(text: string): Value[] {
  const [version, ...values] = JSON.parse(text) as [number, ...Value[]];
  if (version <= layout) return values;
  throw new GptBotsHumanError(
    `The store's data was written by a newer version of gptbots-human (its layout is ${version}, this version reads up to ${layout}). Nothing was changed. Use the newer version on all instances.`,
    { kind: 'store', delivery: 'not_sent' },
  );
}
