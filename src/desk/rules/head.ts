import type { Session, SessionFacts } from '../types.ts';
import { type ReminderTimes, waitOf } from './waiting.ts';

/** What is kept of a conversation besides its messages: all that a step needs in most cases. */
export interface Head {
  /** The session, as agents see it. */
  session: StoredSession;
  /** Of the establish that took effect; undefined while the session is an orphan. */
  establishKey: string | undefined;
  /** What waits to be sent, in order. Each change makes a new list. */
  outbox: readonly OutboxEntry[];
  /** What is being sent. Nothing else of this conversation is sent until it is settled. */
  sending: Sending | undefined;
  /** An agent wants the session closed even if GPTBots refuses. */
  closesAnyway: boolean | undefined;
  /** The user was turned away: the session is to be closed as soon as they were told why. */
  turnsAway: boolean | undefined;
  /** Who ended it: only what the desk's own clock ended may begin again. */
  closedBy: 'platform' | 'agent' | 'clock' | undefined;
  /** It was closed, and began again. */
  hasReopened: boolean | undefined;
  /** When the desk's clock ends it. */
  dueAt: number | undefined;
  /** The latest time the platform gave a message of the user. */
  latestAt: number;
  /** When the user wrote last, on the store's clock; undefined when a person has replied since. */
  askedAt: number | undefined;
  /** It was said that the user waits for too long; nobody has replied since. */
  isOverdue: boolean | undefined;
  /** Which calls made what is to be sent, as far as known: each a W3C `traceparent`. */
  origins: Record<OutboxEntry, string> | undefined;
}

/** A session with all its fields, those it does not have undefined: objects of one shape take the least memory. */
export type StoredSession = {
  // What may be absent of a session may be undefined here.
  [Field in keyof SessionFacts]-?: SessionFacts[Field] | (object extends Pick<SessionFacts, Field> ? undefined : never);
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

// Shared: never changed in place.
const noLabels: string[] = [];
const noChannel = {};

/** A conversation of which nothing is known yet. */
export function begin(conversationId: string, now: number): Head {
  return {
    session: {
      conversationId,
      botId: '',
      state: 'waiting',
      orphan: undefined,
      closeReason: undefined,
      user: {},
      channel: noChannel,
      labels: noLabels,
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
    establishKey: undefined,
    outbox: nothing,
    sending: undefined,
    closesAnyway: undefined,
    turnsAway: undefined,
    closedBy: undefined,
    hasReopened: undefined,
    dueAt: undefined,
    latestAt: 0,
    askedAt: undefined,
    isOverdue: undefined,
    origins: undefined,
  };
}

// A head is read and written as a whole. What waits behind so many is sent without a word of its call.
const maxOrigins = 50;
const traceparentLength = 55;

/** Puts something at the end of the outbox, and remembers which call made it until it was sent. */
export function putInOutbox(head: Head, entry: OutboxEntry, origin: string | undefined): void {
  head.outbox = head.outbox.concat(entry);
  const known = head.origins ?? {};
  if (origin?.length !== traceparentLength || Object.keys(known).length >= maxOrigins) return;
  head.origins = { ...known, [entry]: origin };
}

/** Opens a closed session again. */
export function reopen(head: Head): void {
  const { session } = head;
  session.state = session.connectedAt === undefined ? 'waiting' : 'connected';
  session.closeReason = undefined;
  session.closedAt = undefined;
  head.closedBy = undefined;
  head.hasReopened = true;
  head.turnsAway = undefined;
}

/** When a sweep has something to do, if ever. A closed session is forgotten some time after its end, see {@link forgetAt}. */
export function wakeAt(
  head: Head,
  times: { retentionMs: number; orphanTimeoutMs: number } & ReminderTimes,
): number | undefined {
  const { sending, session, outbox, dueAt } = head;
  if (sending) return sending.until;
  if (session.closedAt !== undefined) return forgetAt(head, times);
  if (outbox.length > 0) return 0;
  const overdueAt = waitOf(head, times)?.overdueAt;
  return overdueAt === undefined || (dueAt !== undefined && dueAt < overdueAt) ? dueAt : overdueAt;
}

/** Whether a closed session has been kept for long enough. */
export function isForgotten(head: Head, times: { retentionMs: number; orphanTimeoutMs: number }, now: number): boolean {
  const at = forgetAt(head, times);
  return at !== undefined && at <= now && !head.sending;
}

// An orphan in which nobody lives is kept no longer than it was waited for: anybody who knows the secret can make them.
function forgetAt(
  { session }: Head,
  { retentionMs, orphanTimeoutMs }: { retentionMs: number; orphanTimeoutMs: number },
): number | undefined {
  if (session.closedAt === undefined) return undefined;
  const isDeadOrphan = session.orphan && (session.closeReason === 'abandoned' || session.lastSeq === 0);
  const at = session.closedAt + (isDeadOrphan ? Math.min(retentionMs, orphanTimeoutMs) : retentionMs);
  return at === Number.POSITIVE_INFINITY ? undefined : at;
}

/** A copy for callers, without the fields that are undefined. */
export function copySession(session: StoredSession): Session {
  const { orphan, closeReason, agent, ref, deadlineAt, connectedAt, answeredAt, closedAt } = session;
  const copy: SessionFacts = {
    conversationId: session.conversationId,
    botId: session.botId,
    state: session.state,
    user: { ...session.user },
    channel: { ...session.channel },
    labels: [...session.labels],
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
  // The rules set `connectedAt` with 'connected', `closedAt` and `closeReason` with 'closed'.
  return copy as Session;
}
