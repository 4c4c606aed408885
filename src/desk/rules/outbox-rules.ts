import type { Change } from '../types.ts';
import { closing, copySession } from './head.ts';
import { mark } from './messages.ts';
import { accepted, changedSession, end, updated } from './session-changes.ts';
import type { Conversation, OutboxWork, Rule, SettleInput, StepContext } from './step.ts';
import { waitOf } from './waiting.ts';

// A user who was turned away is not left in a conversation that nobody reads: the close is tried again.
const closeAgainMs = 30_000;

/**
 * Starts what comes next, if nothing is being sent. The same send turn again means that the first answer was lost. Without
 * one, nothing is started.
 */
export function next({ head, messages }: Conversation, { now, turn, leaseMs }: StepContext): OutboxWork | undefined {
  if (!head) return undefined;
  const { sending, outbox, session } = head;
  if (!turn || (sending && sending.turn !== turn)) return undefined;
  const entry = sending ? sending.entry : outbox[0];
  if (entry === undefined) {
    head.origins = undefined;
    return undefined;
  }
  const message = entry === closing ? undefined : messages.bySeq(entry);
  if (!sending) head.outbox = outbox.slice(1);
  head.sending = { entry, turn, until: now + leaseMs };
  return {
    conversationId: session.conversationId,
    session: copySession(session),
    entry,
    turn,
    leaseMs,
    message: message && { ...message },
    origin: head.origins?.[entry],
  };
}

/** Records what became of an entry that was sent. It counts even when the send turn was lost: the sender knows best. */
export const settle: Rule<SettleInput, 'settled' | 'not_found'> = (conversation, { entry, turn, outcome }, context) => {
  const { head, messages } = conversation;
  if (!head) return { outcome: 'not_found', changes: [] };
  const { sending, session } = head;
  const message = entry === closing ? undefined : messages.bySeq(entry);
  const isInTurn = sending?.turn === turn && sending.entry === entry;
  if (isInTurn) {
    head.sending = undefined;
    delete head.origins?.[entry];
  }
  const changes: Change[] = [];
  if (entry === closing) {
    if (session.state === 'closed') return { outcome: 'settled', changes };
    if (outcome === 'sent' || (outcome === 'refused' && (head.closesAnyway || head.turnsAway))) {
      changes.push(...end(head, messages, 'agent_closed', 'agent', context.now));
    }
    // Another instance may wait for the close: this event tells it that the close failed.
    else if (isInTurn) changes.push(updated(head));
    head.closesAnyway = undefined;
    if (head.turnsAway && session.closedAt === undefined) head.dueAt = context.now + closeAgainMs;
  } else if (
    message &&
    outcome !== 'refused' &&
    message.status !== outcome &&
    (isInTurn || message.status === 'unknown')
  ) {
    changes.push(mark(messages, message, outcome));
    if (outcome === 'sent') changes.push(...accepted(head, message, context));
  }
  return { outcome: 'settled', changes, work: next(conversation, context) };
};

/** Starts what comes next, if nothing is being sent. */
export const start: Rule<{ conversationId: string }, 'asked' | 'not_found'> = (conversation, _input, context) =>
  conversation.head
    ? { outcome: 'asked', changes: [], work: next(conversation, context) }
    : { outcome: 'not_found', changes: [] };

/** Renews a send turn for another lease. */
export const renew: Rule<{ conversationId: string; turn: string }, 'renewed' | 'lost'> = (
  { head },
  { turn },
  { now, leaseMs },
) => {
  if (head?.sending?.turn !== turn) return { outcome: 'lost', changes: [] };
  head.sending = { ...head.sending, until: now + leaseMs };
  return { outcome: 'renewed', changes: [] };
};

/** Ends a send turn that was not renewed, says that a user waits for too long, and ends a session whose time is up. `waiting`: the outbox can go on. */
export const sweep: Rule<{ conversationId: string }, 'waiting' | 'swept'> = ({ head, messages }, _input, context) => {
  if (!head) return { outcome: 'swept', changes: [] };
  const { now } = context;
  const { sending, session, outbox, dueAt } = head;
  const changes: Change[] = [];
  if (sending && sending.until <= now) {
    const message = sending.entry === closing ? undefined : messages.bySeq(sending.entry);
    head.sending = undefined;
    // A close may be sent twice; a message may not.
    if (sending.entry === closing && session.state !== 'closed') head.outbox = [closing, ...outbox];
    else if (message?.status === 'pending') changes.push(mark(messages, message, 'unknown'));
  }
  // Never while a reply is on its way: its outcome may be what keeps the session open.
  const isIdle = !head.sending && head.outbox.length === 0;
  if (isIdle && session.state !== 'closed' && dueAt !== undefined && dueAt <= now) {
    if (head.turnsAway && now < session.openedAt + context.idleTimeoutMs) {
      head.outbox = [closing];
      return { outcome: 'waiting', changes };
    }
    const reason = session.deadlineAt === undefined ? 'abandoned' : 'never_answered';
    changes.push(...end(head, messages, reason, 'clock', now));
  }
  const wait = waitOf(head, context);
  if (isIdle && wait && wait.overdueAt <= now) {
    head.isOverdue = true;
    const { waitingFor, since } = wait;
    changes.push({ type: 'overdue', waitingFor, since, session: changedSession(head) });
  }
  return { outcome: isIdle || head.sending ? 'swept' : 'waiting', changes };
};
