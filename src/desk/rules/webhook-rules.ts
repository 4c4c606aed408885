import type { Change } from '../types.ts';
import { begin, maxGraceMs, reopen } from './head.ts';
import { append, enqueue } from './messages.ts';
import { orderOfUserMessage, platformTime } from './order.ts';
import { next } from './outbox-rules.ts';
import { change, closeReasonOf, end, silenceMs } from './session-changes.ts';
import type { ChatInput, CloseInput, EstablishInput, Rule } from './step.ts';

/** How many lines of what was said before the handoff are kept: the newest. */
export const maxKeptLines = 1_000;

/** A user asks for a human. `refused`: their conversation is over, and cannot begin again. */
export const establish: Rule<EstablishInput, 'opened' | 'filled' | 'repeated' | 'refused'> = (
  conversation,
  { conversationId, key, botId, user, lines, at, greeting },
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
    if (greeting) {
      const message = enqueue(head, messages, { ...greeting, from: 'system' }, now);
      changes.push({ type: 'message', message });
    }
  } else if (session.state === 'connected') {
    head.dueAt = now + silenceMs(head, context);
  }
  changes.unshift(change(head, known ? 'updated' : 'opened', transcript));
  return { outcome: known ? 'filled' : 'opened', changes, work: next(conversation, context) };
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
  if (!late && session.deadlineAt === undefined) head.dueAt = now + silenceMs(head, context);
  const stored = { type: 'message', message } as const;
  if (known && !reopens) return { outcome: 'stored', changes: [stored] };
  return { outcome: 'stored', changes: [change(head, known ? 'updated' : 'opened', known ? undefined : []), stored] };
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
  const changes = known ? [] : [change(head, 'opened', [])];
  changes.push(...end(head, messages, closeReasonOf(type, session), 'platform', now));
  return { outcome: 'closed', changes };
};
