import type { Change } from '../types.ts';
import { maxLabels } from './agent-rules.ts';
import { begin, closing, maxGraceMs, reopen } from './head.ts';
import { append, enqueue } from './messages.ts';
import { orderOfUserMessage, platformTime } from './order.ts';
import { next } from './outbox-rules.ts';
import { closeReasonOf, end, opened, silenceMs, updated } from './session-changes.ts';
import type { ChatInput, CloseInput, EstablishInput, GreetInput, Rule } from './step.ts';

/** How many lines of what was said before the handoff are kept: the newest. */
export const maxKeptLines = 1_000;

/** A user asks for a human. `refused`: their conversation is over, and cannot begin again. */
export const establish: Rule<EstablishInput, 'opened' | 'filled' | 'repeated' | 'refused'> = (
  conversation,
  { conversationId, key, botId, user, channel = {}, labels = [], lines, at, greeting, turnAway, origin },
  context,
) => {
  const { messages, head: known } = conversation;
  if (known && !known.session.orphan) {
    // Another establish for a session that is open says nothing new.
    const isRefused = known.session.state === 'closed' && known.establishKey !== key;
    return { outcome: isRefused ? 'refused' : 'repeated', changes: [], work: next(conversation, context) };
  }
  const { now, waitTimeoutMs } = context;
  const head = known ?? begin(conversationId, now);
  conversation.head = head;
  const { session } = head;
  const kept = lines.slice(-maxKeptLines);
  head.establishKey = key;
  session.botId = botId;
  session.user = user;
  session.channel = channel;
  if (labels.length > 0) session.labels = [...new Set([...session.labels, ...labels])].slice(0, maxLabels);
  session.orphan = undefined;
  // All other messages have an order above 0.
  const transcript = kept.map(({ id, from, text }, index) => {
    const line = { id, from, text, at: from === 'user' ? platformTime(at, now) : now, status: 'received' as const };
    return append(head, messages, { ...line, order: index + 1 - kept.length }, now);
  });
  const changes: Change[] = [];
  if (session.state === 'waiting') {
    session.deadlineAt = now + waitTimeoutMs;
    head.dueAt = session.deadlineAt + Math.min(maxGraceMs, waitTimeoutMs);
    const text = turnAway ?? greeting;
    if (text)
      changes.push({ type: 'message', message: enqueue(head, messages, { ...text, from: 'system', origin }, now) });
    if (turnAway) {
      head.turnsAway = true;
      head.outbox = head.outbox.concat(closing);
    }
  } else if (session.state === 'connected') {
    head.dueAt = now + silenceMs(head, context);
  }
  changes.unshift(known ? updated(head, transcript) : opened(head, transcript));
  return { outcome: known ? 'filled' : 'opened', changes, work: next(conversation, context) };
};

/** A greeting was looked up. `too late`: somebody has replied meanwhile, or the session is over. */
export const greet: Rule<GreetInput, 'greeted' | 'too late'> = (conversation, { id, text, origin }, context) => {
  const { head, messages } = conversation;
  const isWanted = head?.session.state === 'waiting' && !head.turnsAway && !head.sending && head.outbox.length === 0;
  if (!isWanted || messages.byId(id)) {
    return { outcome: 'too late', changes: [], work: next(conversation, context) };
  }
  const message = enqueue(head, messages, { id, text, from: 'system', origin }, context.now);
  return { outcome: 'greeted', changes: [{ type: 'message', message }], work: next(conversation, context) };
};

/** The user writes. `full`: the conversation is not known, and there are too many of those. */
export const chat: Rule<ChatInput, 'stored' | 'repeated' | 'full'> = (
  conversation,
  { conversationId, id, text, at: givenAt },
  context,
) => {
  const { messages, head: known } = conversation;
  if (known && messages.byId(id)) return { outcome: 'repeated', changes: [] };
  if (!known && context.isFull) return { outcome: 'full', changes: [] };
  const { now } = context;
  const head = known ?? begin(conversationId, now);
  conversation.head = head;
  const { session } = head;
  const at = platformTime(givenAt, now);
  if (!known) session.orphan = true;
  // The platform is the authority: the desk's own clock was wrong about the end.
  const reopens = head.closedBy === 'clock';
  if (reopens) reopen(head);
  const late = session.state === 'closed';
  const order = orderOfUserMessage(head, messages, at);
  session.userMessages++;
  head.latestAt = Math.max(head.latestAt, at);
  const message = append(head, messages, { id, from: 'user', text, at, status: 'received', order, late }, now);
  if (!late && session.deadlineAt === undefined && !head.turnsAway) head.dueAt = now + silenceMs(head, context);
  if (!late) head.askedAt = now;
  const stored = { type: 'message', message } as const;
  if (!known) return { outcome: 'stored', changes: [opened(head, []), stored] };
  return { outcome: 'stored', changes: reopens ? [updated(head), stored] : [stored] };
};

/** GPTBots says that the conversation is over. It may say so before the establish has arrived. `full`: see {@link chat}. */
export const close: Rule<CloseInput, 'closed' | 'repeated' | 'full'> = (
  conversation,
  { conversationId, type },
  { now, isFull },
) => {
  const { messages, head: known } = conversation;
  if (!known && isFull) return { outcome: 'full', changes: [] };
  const head = known ?? begin(conversationId, now);
  conversation.head = head;
  const { session } = head;
  if (session.state === 'closed') {
    if (head.closedBy === 'clock') head.closedBy = 'platform';
    return { outcome: 'repeated', changes: [] };
  }
  if (!known) session.orphan = true;
  const changes: Change[] = known ? [] : [opened(head, [])];
  changes.push(...end(head, messages, closeReasonOf(type, session), 'platform', now));
  return { outcome: 'closed', changes };
};
