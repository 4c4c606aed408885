import { type Logger, log } from '../../internal/logger.ts';
import { readThrown } from '../../internal/thrown.ts';
import { limit } from '../../internal/waiting.ts';
import type { Bridge } from '../bridge.ts';
import type { HeardReply } from '../connector.ts';
import type { ChatwootApi } from './api.ts';
import { newestMessages } from './newest-messages.ts';
import {
  type ChatwootConversation,
  type ChatwootMessage,
  ConversationSchema,
  MessageSchema,
  replyIn,
  shownFailure,
} from './payload.ts';
import type { RecentlyHeard } from './recently-heard.ts';

/** What is needed to do what a callback tells. */
export interface EventParts {
  bridge: Bridge;
  api: ChatwootApi;
  inboxId: number;
  logger: Logger;
  recent: RecentlyHeard;
}

type Event = Record<string, unknown>;

/**
 * Does what a callback tells; others than those of this inbox, and of other kinds, are ignored. Never rejects. Source of the
 * events: https://github.com/chatwoot/chatwoot/blob/develop/app/listeners/webhook_listener.rb.
 */
export async function hearEvent(event: Event, parts: EventParts): Promise<void> {
  switch (event.event) {
    case 'message_created':
      return heardMessage(event, parts);
    case 'message_updated':
      return retriedMessage(event, parts);
    case 'conversation_status_changed':
      return statusChanged(event, parts);
    case 'conversation_updated':
      return assigned(event, parts);
    default:
      return undefined;
  }
}

async function heardMessage(event: Event, parts: EventParts): Promise<void> {
  const conversation = conversationOf(event.conversation, parts.inboxId);
  const { data: message } = MessageSchema.safeParse(event);
  const reply = message && replyIn(message);
  if (!conversation || !reply) return;
  // A callback that was lost is not repeated, and one may overtake another: what was written before goes first.
  const before = await unheard(conversation.id, parts);
  const earlier = before.filter(({ id }) => Number(id) < Number(reply.id));
  await hear(conversation.id, [...earlier, reply], parts);
}

// *Retry* clears the failure and tells of an update only (https://github.com/chatwoot/chatwoot/issues/15918). Whether the
// reply has failed, the bridge knows: it is sent again only then.
async function retriedMessage(event: Event, parts: EventParts): Promise<void> {
  const conversation = conversationOf(event.conversation, parts.inboxId);
  const { data: message } = MessageSchema.safeParse(event);
  if (!conversation || !message || shownFailure(message)) return;
  const status = message.status ?? conversation.messages?.find(({ id }) => id === message.id)?.status ?? 'sent';
  const reply = status === 'sent' ? replyIn(message) : undefined;
  if (reply) await hear(conversation.id, [reply], parts);
}

async function statusChanged(event: Event, parts: EventParts): Promise<void> {
  const conversation = conversationOf(event, parts.inboxId);
  if (conversation?.status !== 'resolved') return;
  const before = await unheard(conversation.id, parts);
  // Each has its place in the conversation before the close has.
  const heard = hear(conversation.id, before, parts);
  await Promise.all([heard, parts.bridge.closed(conversation.id)]);
}

async function hear(ref: string, replies: HeardReply[], { bridge, recent }: EventParts): Promise<void> {
  for (const { id } of replies) recent.add(ref, id);
  await Promise.all(replies.map((reply) => bridge.heard(ref, reply)));
}

// The callback itself has to be answered in time.
const lookWithinMs = 1_500;

/** What agents wrote lately, oldest first, that nobody has told this process of, and that shows no outcome. */
async function unheard(ref: string, { api, logger, recent }: EventParts): Promise<HeardReply[]> {
  try {
    const look = () => newestMessages(api, ref, 1);
    // Once more, as the order depends on it.
    const messages = await inTime(look().catch(look));
    return messages
      .filter((message) => !recent.has(ref, message.id) && hasNoOutcome(message))
      .map(replyIn)
      .filter((reply) => reply !== undefined);
  } catch (error) {
    // What the callback tells matters more.
    log(logger, 'warn', 'Could not look for earlier messages of a conversation, which may now come after later ones.', {
      conversation: ref,
      error: readThrown(error).message,
    });
    return [];
  }
}

// Chatwoot itself marks a message as failed whose callback was not answered. Whether it was heard, the bridge knows.
function hasNoOutcome(message: ChatwootMessage): boolean {
  const status = message.status ?? 'sent';
  return status === 'sent' || (status === 'failed' && shownFailure(message)?.isOwn !== true);
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const tooLate = () => reject(new Error(`It took longer than ${lookWithinMs} ms.`));
    const clear = limit(lookWithinMs, undefined, tooLate);
    work.then(resolve, reject).finally(clear);
  });
}

async function assigned(event: Event, { bridge, inboxId }: EventParts): Promise<void> {
  const conversation = conversationOf(event, inboxId);
  const change = conversation?.changed_attributes?.find((one) => 'assignee_id' in one)?.assignee_id;
  const assignee = conversation?.meta?.assignee;
  if (!conversation || !change || !assignee || assignee.type === 'agent_bot') return;
  await bridge.taken(conversation.id, { id: assignee.id, ...(assignee.name ? { name: assignee.name } : {}) });
}

// An account's own webhook tells of all its inboxes.
function conversationOf(value: unknown, inboxId: number): ChatwootConversation | undefined {
  const { data: conversation } = ConversationSchema.safeParse(value);
  return conversation?.inbox_id === String(inboxId) ? conversation : undefined;
}
