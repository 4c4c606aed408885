import {
  append,
  begin,
  type Conversation,
  change,
  closing,
  copySession,
  enqueue,
  findMessage,
  mark,
  maxGraceMs,
  maxKeptLines,
  orderOfUserMessage,
  platformTime,
  reopen,
} from './conversation.ts';
import type {
  ChatInput,
  CloseInput,
  EstablishInput,
  OutboxWork,
  ReplyInput,
  RequestCloseInput,
  Rule,
  SettleInput,
  StepContext,
} from './step.ts';
import type { Agent, Change, CloseReason, Message, Session, SessionState } from './types.ts';

/**
 * The rules of a session: what each webhook, reply, outcome and deadline does to it.
 *
 * Pure, except that the given conversation is changed in place. No clock is read, nothing is awaited. The memory store
 * runs these functions; the Redis store mirrors them, each under the same name, in its script; a store of your own can
 * run them inside a transaction. All are tested against them.
 */

/** A user asks for a human. `refused`: their conversation is over, and cannot begin again. */
export const establish: Rule<EstablishInput, 'opened' | 'filled' | 'repeated' | 'refused'> = (
  known,
  { conversationId, key, botId, user, lines, at, greeting },
  context,
) => {
  if (known && !known.session.orphan) {
    // Another establish for a session that is open says nothing new.
    const isRefused = known.session.state === 'closed' && known.establishKey !== key;
    return {
      conversation: known,
      outcome: isRefused ? 'refused' : 'repeated',
      changes: [],
      work: next(known, context),
    };
  }
  const { now, waitTimeoutMs } = context;
  const conversation = known ?? begin(conversationId, now);
  const { session, messages } = conversation;
  const kept = lines.slice(-maxKeptLines);
  conversation.establishKey = key;
  session.botId = botId;
  session.user = user;
  session.orphan = undefined;
  // Before every message so far; an order of 0 or less is what was said before the handoff.
  const first = messages.reduce((least, { order }) => Math.min(least, order), 1) - kept.length;
  const changes = kept.map(({ id, from, text }, index) =>
    append(
      conversation,
      { id, from, text, at: from === 'user' ? platformTime(at, now) : now, status: 'received', order: first + index },
      now,
    ),
  );
  if (session.state === 'waiting') {
    session.deadlineAt = now + waitTimeoutMs;
    conversation.dueAt = session.deadlineAt + Math.min(maxGraceMs, waitTimeoutMs);
    if (greeting) changes.push(enqueue(conversation, { ...greeting, from: 'system' }, now));
  }
  changes.unshift(change(conversation, known ? 'updated' : 'opened'));
  return { conversation, outcome: known ? 'filled' : 'opened', changes, work: next(conversation, context) };
};

/** The user writes. */
export const chat: Rule<ChatInput, 'stored' | 'repeated'> = (
  known,
  { conversationId, id, text, at: givenAt },
  context,
) => {
  if (known && findMessage(known, id)) return { conversation: known, outcome: 'repeated', changes: [] };
  const { now, idleTimeoutMs } = context;
  const conversation = known ?? begin(conversationId, now);
  const { session } = conversation;
  const at = platformTime(givenAt, now);
  if (!known) session.orphan = true;
  // The platform is the authority: the desk's own clock was wrong about the end.
  const reopens = session.state === 'closed' && conversation.closedBy === 'clock';
  if (reopens) reopen(conversation);
  const late = session.state === 'closed';
  const order = orderOfUserMessage(conversation, at);
  session.userMessages++;
  conversation.latestAt = Math.max(conversation.latestAt, at);
  const changes = [append(conversation, { id, from: 'user', text, at, status: 'received', order, late }, now)];
  if (!late && session.deadlineAt === undefined) conversation.dueAt = now + idleTimeoutMs;
  if (!known) changes.unshift(change(conversation, 'opened'));
  else if (reopens) changes.unshift(change(conversation, 'updated'));
  return { conversation, outcome: 'stored', changes };
};

/** GPTBots says that the conversation is over. It may say so before the establish has arrived. */
export const close: Rule<CloseInput, 'closed' | 'repeated'> = (known, { conversationId, type }, { now }) => {
  const conversation = known ?? begin(conversationId, now);
  const { session } = conversation;
  if (session.state === 'closed') {
    if (conversation.closedBy === 'clock') conversation.closedBy = 'platform';
    return { conversation, outcome: 'repeated', changes: [] };
  }
  if (!known) session.orphan = true;
  const changes = known ? [] : [change(conversation, 'opened')];
  changes.push(...end(conversation, reasonOf(type, session), 'platform', now));
  return { conversation, outcome: 'closed', changes };
};

/** Somebody replies. The same id again is the same reply; it is tried again only when it failed. */
export const reply: Rule<ReplyInput, 'pending' | 'sent' | 'unknown' | 'conflict' | 'closed' | 'not_found'> = (
  conversation,
  { id, text, agent },
  context,
) => {
  if (!conversation) return { outcome: 'not_found', changes: [] };
  const known = findMessage(conversation, id);
  const isOther = known && (known.from !== 'agent' || known.text !== text);
  if (isOther || known?.status === 'received') return { conversation, outcome: 'conflict', changes: [] };
  if (known && known.status !== 'failed') {
    const work = next(conversation, context);
    return { conversation, outcome: known.status, changes: [], message: { ...known }, work };
  }
  if (conversation.session.state === 'closed') return { conversation, outcome: 'closed', changes: [] };
  if (known) conversation.outbox = conversation.outbox.concat(known.seq);
  const stored = known
    ? mark(known, 'pending')
    : enqueue(conversation, { id, text, from: 'agent', agent }, context.now);
  const { message } = stored as Change & { message: Message };
  return { conversation, outcome: 'pending', changes: [stored], message, work: next(conversation, context) };
};

/** An agent wants the session closed, after all that is to be sent before, and a farewell. */
export const requestClose: Rule<RequestCloseInput, 'pending' | 'closed' | 'not_found'> = (
  conversation,
  { farewell },
  context,
) => {
  if (!conversation) return { outcome: 'not_found', changes: [] };
  const { session, sending, outbox } = conversation;
  if (session.state === 'closed')
    return { conversation, outcome: 'closed', changes: [], session: copySession(session) };
  const isAsked = sending?.entry === closing || outbox.includes(closing);
  const changes = farewell && !isAsked ? [enqueue(conversation, { ...farewell, from: 'agent' }, context.now)] : [];
  if (!isAsked) conversation.outbox = conversation.outbox.concat(closing);
  return { conversation, outcome: 'pending', changes, work: next(conversation, context) };
};

/** Records what became of an entry that was sent. It counts even when the send turn was lost: the sender knows best. */
export const settle: Rule<SettleInput, 'settled' | 'not_found'> = (conversation, { entry, turn, outcome }, context) => {
  if (!conversation) return { outcome: 'not_found', changes: [] };
  const { sending, session, messages } = conversation;
  const isInTurn = sending?.turn === turn && sending.entry === entry;
  if (isInTurn) conversation.sending = undefined;
  const message = messages[entry - 1];
  const changes: Change[] = [];
  if (entry === closing) {
    if (session.state === 'closed') return { conversation, outcome: 'settled', changes };
    if (outcome === 'sent') changes.push(...end(conversation, 'agent_closed', 'agent', context.now));
    // Another instance may wait for the close: this event tells it that the close failed.
    else if (isInTurn) changes.push(change(conversation, 'updated'));
  } else if (message && message.status !== outcome && (isInTurn || message.status === 'unknown')) {
    changes.push(mark(message, outcome));
    if (outcome === 'sent') changes.push(...accepted(conversation, message, context));
  }
  return { conversation, outcome: 'settled', changes, work: next(conversation, context) };
};

/** Starts what comes next, if nothing is being sent. */
export const start: Rule<unknown, 'asked' | 'not_found'> = (conversation, _input, context) =>
  conversation
    ? { conversation, outcome: 'asked', changes: [], work: next(conversation, context) }
    : { outcome: 'not_found', changes: [] };

/** Renews a send turn for another lease. */
export const renew: Rule<{ turn: string }, 'renewed' | 'lost'> = (conversation, { turn }, { now, leaseMs }) => {
  if (conversation?.sending?.turn !== turn) return { conversation, outcome: 'lost', changes: [] };
  conversation.sending.until = now + leaseMs;
  return { conversation, outcome: 'renewed', changes: [] };
};

/** Ends a send turn that was not renewed, and a session whose time is up. `waiting`: the outbox can go on. */
export const sweep: Rule<unknown, 'waiting' | 'swept'> = (conversation, _input, { now }) => {
  if (!conversation) return { outcome: 'swept', changes: [] };
  const { sending, session, outbox, messages, dueAt } = conversation;
  const changes: Change[] = [];
  if (sending && sending.until <= now) {
    conversation.sending = undefined;
    const message = messages[sending.entry - 1];
    // A close may be sent twice; a message may not.
    if (sending.entry === closing && session.state !== 'closed') conversation.outbox = [closing, ...outbox];
    else if (message?.status === 'pending') changes.push(mark(message, 'unknown'));
  }
  // Never while a reply is on its way: its outcome may be what keeps the session open.
  const isIdle = !conversation.sending && conversation.outbox.length === 0;
  if (isIdle && session.state !== 'closed' && dueAt !== undefined && dueAt <= now) {
    changes.push(...end(conversation, session.deadlineAt === undefined ? 'abandoned' : 'never_answered', 'clock', now));
  }
  return { conversation, outcome: isIdle || conversation.sending ? 'swept' : 'waiting', changes };
};

/** One agent at a time. `from` is who has the session as far as the caller knows. */
export const claim: Rule<
  { agent: Agent; from: string | undefined },
  'claimed' | 'conflict' | 'closed' | 'not_found'
> = (conversation, { agent, from }) => {
  if (!conversation) return { outcome: 'not_found', changes: [] };
  const { session } = conversation;
  if (session.state === 'closed') return { conversation, outcome: 'closed', changes: [] };
  const isTheirs = session.agent?.id === agent.id;
  if (!isTheirs && session.agent?.id !== from) return { conversation, outcome: 'conflict', changes: [] };
  return {
    conversation,
    outcome: 'claimed',
    ...updated(conversation, !isTheirs, () => (session.agent = { ...agent })),
  };
};

/** The agent lets the session go. */
export const release: Rule<{ agentId: string }, 'released' | 'conflict' | 'not_found'> = (
  conversation,
  { agentId },
) => {
  if (!conversation) return { outcome: 'not_found', changes: [] };
  const { session } = conversation;
  const isHeld = session.agent !== undefined;
  if (isHeld && session.agent?.id !== agentId) return { conversation, outcome: 'conflict', changes: [] };
  return { conversation, outcome: 'released', ...updated(conversation, isHeld, () => (session.agent = undefined)) };
};

/** Ties the session to the id of a ticket elsewhere. */
export const link: Rule<{ ref: string }, 'linked' | 'not_found'> = (conversation, { ref }) => {
  if (!conversation) return { outcome: 'not_found', changes: [] };
  const { session } = conversation;
  return { conversation, outcome: 'linked', ...updated(conversation, session.ref !== ref, () => (session.ref = ref)) };
};

// The same send turn again means that the first answer was lost. Without one, nothing is started.
function next(conversation: Conversation, { now, turn, leaseMs }: StepContext): OutboxWork | undefined {
  const { sending, outbox, messages, session } = conversation;
  if (!turn || (sending && sending.turn !== turn)) return undefined;
  const entry = sending ? sending.entry : outbox[0];
  if (entry === undefined) return undefined;
  if (!sending) conversation.outbox = outbox.slice(1);
  conversation.sending = { entry, turn, until: now + leaseMs };
  const message = messages[entry - 1];
  const { conversationId } = session;
  return { conversationId, entry, turn, leaseMs, message: message && { ...message } };
}

function accepted(conversation: Conversation, message: Message, { now, idleTimeoutMs }: StepContext): Change[] {
  const { session } = conversation;
  if (session.state === 'closed') return [];
  const isFirst = session.connectedAt === undefined;
  const isFirstAnswer = message.from === 'agent' && session.answeredAt === undefined;
  if (isFirst) session.connectedAt = now;
  if (isFirstAnswer) session.answeredAt = now;
  session.state = 'connected';
  session.deadlineAt = undefined;
  conversation.dueAt = now + idleTimeoutMs;
  return isFirst || isFirstAnswer ? [change(conversation, isFirst ? 'connected' : 'updated')] : [];
}

function end(conversation: Conversation, reason: CloseReason, by: Conversation['closedBy'], now: number): Change[] {
  const { session, messages, outbox } = conversation;
  session.state = 'closed';
  session.closeReason = reason;
  session.closedAt = now;
  session.deadlineAt = undefined;
  conversation.closedBy = by;
  conversation.dueAt = undefined;
  // Nothing is started any more.
  conversation.outbox = [];
  const dropped = outbox.flatMap((entry) => messages[entry - 1] ?? []);
  return [...dropped.map((message) => mark(message, 'failed')), change(conversation, 'closed')];
}

function reasonOf(type: string, { state }: { state: SessionState }): CloseReason {
  if (type === 'USER_CLOSED') return 'user_closed';
  return state === 'waiting' ? 'never_answered' : 'timeout';
}

function updated(
  conversation: Conversation,
  isNew: boolean,
  update: () => unknown,
): { changes: Change[]; session: Session } {
  if (isNew) update();
  return { changes: isNew ? [change(conversation, 'updated')] : [], session: copySession(conversation.session) };
}
