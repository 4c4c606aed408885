import type { Agent, Change, Message, Session } from '../types.ts';
import { closing, copySession, type Head, putInOutbox } from './head.ts';
import { enqueue, mark } from './messages.ts';
import { next } from './outbox-rules.ts';
import { updated } from './session-changes.ts';
import type { LabelInput, LinkInput, ReplyInput, RequestCloseInput, Rule } from './step.ts';

/** How many labels a session may have. */
export const maxLabels = 20;

/** Somebody replies, or the desk itself has something to say. The same id again is the same reply; it is tried again only when it failed. */
export const reply: Rule<ReplyInput, 'pending' | 'sent' | 'unknown' | 'conflict' | 'closed' | 'not_found'> = (
  conversation,
  { id, text, from = 'agent', agent, origin },
  context,
) => {
  const { head, messages } = conversation;
  if (!head) return { outcome: 'not_found', changes: [] };
  const known = messages.byId(id);
  const isOther = known && (known.from !== from || known.text !== text);
  if (isOther || known?.status === 'received') return { outcome: 'conflict', changes: [] };
  if (known && known.status !== 'failed') {
    return { outcome: known.status, changes: [], message: { ...known }, work: next(conversation, context) };
  }
  if (head.session.state === 'closed') return { outcome: 'closed', changes: [] };
  let stored: Change;
  let message: Message;
  if (known) {
    putInOutbox(head, known.seq, origin);
    stored = mark(messages, known, 'pending');
    message = { ...known };
  } else {
    message = enqueue(head, messages, { id, text, from, agent, origin }, context.now);
    stored = { type: 'message', message };
  }
  return { outcome: 'pending', changes: [stored], message, work: next(conversation, context) };
};

/** A reply is taken back, unless it is being sent or was sent. */
export const withdraw: Rule<{ conversationId: string; id: string }, 'withdrawn' | 'kept' | 'not_found'> = (
  { head, messages },
  { id },
) => {
  const message = head && messages.byId(id);
  if (!message) return { outcome: 'not_found', changes: [] };
  if (!head.outbox.includes(message.seq)) return { outcome: 'kept', changes: [] };
  head.outbox = head.outbox.filter((entry) => entry !== message.seq);
  return { outcome: 'withdrawn', changes: [mark(messages, message, 'failed')] };
};

/** An agent wants the session closed, after all that is to be sent before, and a farewell. */
export const requestClose: Rule<RequestCloseInput, 'pending' | 'closed' | 'not_found'> = (
  conversation,
  { farewell, evenIfRefused, origin },
  context,
) => {
  const { head, messages } = conversation;
  if (!head) return { outcome: 'not_found', changes: [] };
  const { session, sending } = head;
  if (session.state === 'closed') return { outcome: 'closed', changes: [], session: copySession(session) };
  const isAsked = sending?.entry === closing || head.outbox.includes(closing);
  const changes: Change[] = [];
  if (evenIfRefused) head.closesAnyway = true;
  if (!isAsked) {
    // The same id is one farewell; it is tried again only when it failed.
    const known = farewell && messages.byId(farewell.id);
    if (farewell && !known) {
      const toSend = { ...farewell, from: 'agent', origin } as const;
      changes.push({ type: 'message', message: enqueue(head, messages, toSend, context.now) });
    } else if (known?.status === 'failed') {
      putInOutbox(head, known.seq, origin);
      changes.push(mark(messages, known, 'pending'));
    }
    putInOutbox(head, closing, origin);
  }
  return { outcome: 'pending', changes, work: next(conversation, context) };
};

/** One agent at a time. `from` is who has the session as far as the caller knows. */
export const claim: Rule<
  { conversationId: string; agent: Agent; from: string | undefined },
  'claimed' | 'conflict' | 'closed' | 'not_found'
> = ({ head }, { agent, from }) => {
  if (!head) return { outcome: 'not_found', changes: [] };
  const { session } = head;
  if (session.state === 'closed') return { outcome: 'closed', changes: [] };
  const isTheirs = session.agent?.id === agent.id;
  if (!isTheirs && session.agent?.id !== from) return { outcome: 'conflict', changes: [] };
  return { outcome: 'claimed', ...changed(head, !isTheirs, () => (session.agent = { ...agent })) };
};

/** The agent lets the session go. */
export const release: Rule<{ conversationId: string; agentId: string }, 'released' | 'conflict' | 'not_found'> = (
  { head },
  { agentId },
) => {
  if (!head) return { outcome: 'not_found', changes: [] };
  const { session } = head;
  const isHeld = session.agent !== undefined;
  if (isHeld && session.agent?.id !== agentId) return { outcome: 'conflict', changes: [] };
  return { outcome: 'released', ...changed(head, isHeld, () => (session.agent = undefined)) };
};

/** Ties the session to the id of a ticket elsewhere. `from`: only if it is tied to this one, null for none. */
export const link: Rule<LinkInput, 'linked' | 'not_found'> = ({ head }, { ref, from }) => {
  if (!head) return { outcome: 'not_found', changes: [] };
  const { session } = head;
  const isWanted = from === undefined || (session.ref ?? null) === from;
  return { outcome: 'linked', ...changed(head, isWanted && session.ref !== ref, () => (session.ref = ref)) };
};

/** Takes labels off the session, then puts others on. `too many`: there is room for no more than {@link maxLabels}. */
export const label: Rule<LabelInput, 'labelled' | 'too many' | 'not_found'> = ({ head }, { add, remove }) => {
  if (!head) return { outcome: 'not_found', changes: [] };
  const { session } = head;
  const kept = session.labels.filter((one) => !remove.includes(one));
  const labels = [...new Set([...kept, ...add])];
  if (labels.length > maxLabels) return { outcome: 'too many', changes: [] };
  const isNew = labels.length !== session.labels.length || labels.some((one, place) => one !== session.labels[place]);
  return { outcome: 'labelled', ...changed(head, isNew, () => (session.labels = labels)) };
};

function changed(head: Head, isNew: boolean, update: () => unknown): { changes: Change[]; session: Session } {
  if (isNew) update();
  return { changes: isNew ? [updated(head)] : [], session: copySession(head.session) };
}
