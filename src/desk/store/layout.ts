import { copySession, type Head, type StoredSession } from '../rules/head.ts';
import type {
  Change,
  ClosedSession,
  CloseReason,
  ConnectedSession,
  MessageChange,
  Overdue,
  Session,
  SessionChannel,
  SessionFacts,
  SessionState,
  SessionUser,
} from '../types.ts';
import { decodeAgent, encodeAgent, messageOf, messageValues } from './message-layout.ts';
import { flag, newerData, trimmed, type Value } from './values.ts';

/**
 * How heads, messages and events are written: as lists of values in JSON, which are short, and take any text. The first
 * value of a head and of an event is the version of this layout.
 *
 * During a rolling deploy, instances of two versions of this package work on the same data, and a deploy may be rolled back:
 *
 * - A value may be added at the end of a head, or of the session in it, in the same layout. A version that does not know the
 *   value passes over it, and writes it again as it was.
 * - Anything else is a new layout, also a new type of event, a new state, or one more value of a message. The first version
 *   that has it only reads it, and goes on writing the layout before. The version after that writes it. So neighbouring
 *   versions always read each other. Whoever skips a version is told so: data of a newer layout is refused, and stays as it is.
 */
const newestRead = 1;
const written = 1;

/** What is kept of a conversation, with what the store itself has to remember of it. */
export interface StoredHead {
  head: Head;
  /** When it comes up in a sweep, as its list says. */
  listedWakeAt: number | undefined;
  /** What a newer version has added: it is written again as it was. */
  added?: Added | undefined;
}

interface Added {
  head: Value[];
  session: Value[];
}

export function encodeHead({ head, listedWakeAt, added }: StoredHead): string {
  const { session, establishKey, outbox, sending, closesAnyway, closedBy, hasReopened, dueAt, latestAt } = head;
  const { turnsAway, askedAt, isOverdue, origins } = head;
  return JSON.stringify(
    trimmed([
      written,
      encodeSession(session, added?.session),
      establishKey ?? null,
      outbox.length > 0 ? [...outbox] : null,
      sending ? [sending.entry, sending.turn, sending.until] : null,
      flag(closesAnyway),
      closedBy ?? null,
      flag(hasReopened),
      dueAt ?? null,
      latestAt,
      listedWakeAt ?? null,
      flag(turnsAway),
      askedAt ?? null,
      flag(isOverdue),
      origins ? Object.entries(origins) : null,
      ...(added?.head ?? []),
    ]),
  );
}

export function decodeHead(conversationId: string, text: string): StoredHead {
  const [values, ...more] = read(text) as [Value[], ...Value[]];
  const [
    establishKey,
    outbox,
    sending,
    closesAnyway,
    closedBy,
    hasReopened,
    dueAt,
    latestAt,
    listedWakeAt,
    turnsAway,
    askedAt,
    isOverdue,
    origins,
    ...addedToHead
  ] = more as [
    string | null,
    number[] | null,
    [number, string, number] | null,
    number | null,
    Head['closedBy'] | null,
    number | null,
    number | null,
    number | null,
    number | null,
    number | null,
    number | null,
    number | null,
    [string, string][] | null,
    ...Value[],
  ];
  const { session, added } = decodeSession(conversationId, values);
  const isAdded = addedToHead.length > 0 || added.length > 0;
  return {
    head: {
      session,
      establishKey: establishKey ?? undefined,
      outbox: outbox ?? [],
      sending: sending ? { entry: sending[0], turn: sending[1], until: sending[2] } : undefined,
      closesAnyway: closesAnyway ? true : undefined,
      closedBy: closedBy ?? undefined,
      hasReopened: hasReopened ? true : undefined,
      dueAt: dueAt ?? undefined,
      latestAt: latestAt ?? 0,
      turnsAway: turnsAway ? true : undefined,
      askedAt: askedAt ?? undefined,
      isOverdue: isOverdue ? true : undefined,
      origins: origins ? Object.fromEntries(origins) : undefined,
    },
    listedWakeAt: listedWakeAt ?? undefined,
    added: isAdded ? { head: addedToHead, session: added } : undefined,
  };
}

/** What an event says, besides its conversation, type and time. */
export function encodeChange(change: Change | { type: 'forgotten' }): string {
  if (change.type === 'forgotten') return JSON.stringify([written]);
  if ('message' in change) return JSON.stringify([written, messageValues(change.message)]);
  return JSON.stringify(trimmed([written, encodeSession(change.session), extraOf(change)]));
}

export function decodeChange(conversationId: string, type: string, text: string): Change | { type: 'forgotten' } {
  const [about, extra] = read(text) as [Value[], Value[] | number | null];
  switch (type) {
    case 'message':
    case 'settled':
      return { type, message: messageOf(conversationId, about) };
    case 'forgotten':
      return { type };
    default:
      return sessionChange(
        type,
        copySession(decodeSession(conversationId, about).session),
        extra ?? null,
        conversationId,
      );
  }
}

// What an event says of a session besides the session itself.
function extraOf(change: Exclude<Change, MessageChange>): Value {
  switch (change.type) {
    case 'closed':
      return flag(change.again);
    case 'overdue':
      return [waits.indexOf(change.waitingFor), change.since];
    case 'connected':
      return null;
    default:
      return change.transcript?.map(messageValues) ?? null;
  }
}

function sessionChange(type: string, session: Session, extra: Value, conversationId: string): Change {
  const values = Array.isArray(extra) ? extra : undefined;
  const transcript = () => values?.map((line) => messageOf(conversationId, line as Value[]));
  // What is cast was written by `encodeChange`, from a session of that state.
  switch (type) {
    case 'opened':
      return { type, session, transcript: transcript() ?? [] };
    case 'connected':
      return { type, session: session as ConnectedSession };
    case 'closed': {
      const closed = session as ClosedSession;
      return extra === 1 ? { type, session: closed, again: true } : { type, session: closed };
    }
    case 'overdue': {
      const [wait, since] = (values ?? []) as number[];
      return { type, waitingFor: waits[wait ?? 0] ?? 'reply', since: since ?? 0, session };
    }
    case 'updated': {
      const lines = transcript();
      return lines ? { type, session, transcript: lines } : { type, session };
    }
    default:
      throw newerData(`an event of it is ${JSON.stringify(type)}`);
  }
}

const states: readonly SessionState[] = ['waiting', 'connected', 'closed'];
const waits: readonly Overdue['waitingFor'][] = ['first_reply', 'reply'];

function encodeSession(session: SessionFacts | StoredSession, added: Value[] = []): Value[] {
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
    encodeChannel(session.channel),
    session.labels.length > 0 ? [...session.labels] : null,
    ...added,
  ]);
}

function decodeSession(conversationId: string, values: Value[]): { session: StoredSession; added: Value[] } {
  const [state, botId, orphan, closeReason, user, agent, ref, version, lastSeq, userMessages, ...more] = values as [
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
    ...Value[],
  ];
  const [openedAt, deadlineAt, connectedAt, answeredAt, closedAt, lastMessageAt, channel, labels, ...added] = more as [
    number,
    number | null,
    number | null,
    number | null,
    number | null,
    number,
    ((string | null)[] | null)?,
    (string[] | null)?,
    ...Value[],
  ];
  const session: StoredSession = {
    conversationId,
    botId,
    state: states[state] ?? 'waiting',
    orphan: orphan ? true : undefined,
    closeReason: closeReason ?? undefined,
    user: decodeUser(user),
    channel: decodeChannel(channel ?? []),
    labels: labels ?? [],
    agent: agent ? decodeAgent(agent) : undefined,
    ref: ref ?? undefined,
    version,
    lastSeq,
    userMessages,
    openedAt,
    deadlineAt: deadlineAt ?? undefined,
    connectedAt: connectedAt ?? undefined,
    answeredAt: answeredAt ?? undefined,
    closedAt: closedAt ?? undefined,
    lastMessageAt,
  };
  return { session, added };
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

function encodeChannel({ type, id, name }: SessionChannel): Value[] | null {
  const values = trimmed([type ?? null, id ?? null, name ?? null]);
  return values.length > 0 ? values : null;
}

function decodeChannel([type, id, name]: (string | null)[]): SessionChannel {
  const channel: SessionChannel = {};
  if (type !== null && type !== undefined) channel.type = type;
  if (id !== null && id !== undefined) channel.id = id;
  if (name !== null && name !== undefined) channel.name = name;
  return channel;
}

function read(text: string): Value[] {
  const [version, ...values] = JSON.parse(text) as [number, ...Value[]];
  if (version <= newestRead) return values;
  throw newerData(`its layout is ${version}, this version reads up to ${newestRead}`);
}
