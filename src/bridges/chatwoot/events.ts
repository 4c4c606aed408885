import { type Logger, log } from '../../internal/logger.ts';
import { readThrown } from '../../internal/thrown.ts';
import type { Bridge } from '../bridge.ts';
import type { HeardReply } from '../connector.ts';
import type { ChatwootApi } from './api.ts';
import { newestMessages } from './newest-messages.ts';
import { type ChatwootConversation, ConversationSchema, MessageSchema, replyIn, shownFailure } from './payload.ts';

/** What is needed to do what a callback tells. */
export interface EventParts {
  bridge: Bridge;
  api: ChatwootApi;
  inboxId: number;
  logger: Logger;
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

async function heardMessage(event: Event, { bridge, inboxId }: EventParts): Promise<void> {
  const conversation = conversationOf(event.conversation, inboxId);
  const reply = replyOf(event);
  if (conversation && reply) await bridge.heard(conversation.id, reply);
}

// *Retry* clears the failure and tells of an update only (https://github.com/chatwoot/chatwoot/issues/15918). Whether the
// reply has failed, the bridge knows: it is sent again only then.
async function retriedMessage(event: Event, { bridge, inboxId }: EventParts): Promise<void> {
  const conversation = conversationOf(event.conversation, inboxId);
  const { data: message } = MessageSchema.safeParse(event);
  if (!conversation || !message || shownFailure(message)) return;
  const status = message.status ?? conversation.messages?.find(({ id }) => id === message.id)?.status ?? 'sent';
  const reply = status === 'sent' ? replyIn(message) : undefined;
  if (reply) await bridge.heard(conversation.id, reply);
}

async function statusChanged(event: Event, parts: EventParts): Promise<void> {
  const conversation = conversationOf(event, parts.inboxId);
  if (conversation?.status !== 'resolved') return;
  const { bridge } = parts;
  const before = await justWritten(conversation.id, parts);
  // Each is stored, and has its place in the conversation, before the close has.
  const heard = before.map((reply) => bridge.heard(conversation.id, reply));
  await Promise.all([...heard, bridge.closed(conversation.id)]);
}

const justMs = 60_000;

// Callbacks overtake each other: what an agent wrote before they resolved may come later, and find the session closed.
async function justWritten(ref: string, { api, logger }: EventParts): Promise<HeardReply[]> {
  try {
    const messages = await newestMessages(api, ref, 1);
    const newestAt = Math.max(...messages.map((message) => timeOf(message.created_at)));
    return messages
      .filter(({ status, created_at }) => (status ?? 'sent') === 'sent' && newestAt - timeOf(created_at) <= justMs)
      .map(replyIn)
      .filter((reply) => reply !== undefined);
  } catch (error) {
    // The close matters more.
    log(logger, 'warn', 'Could not look for what was written before a conversation was resolved.', {
      conversation: ref,
      error: readThrown(error).message,
    });
    return [];
  }
}

async function assigned(event: Event, { bridge, inboxId }: EventParts): Promise<void> {
  const conversation = conversationOf(event, inboxId);
  const change = conversation?.changed_attributes?.find((one) => 'assignee_id' in one)?.assignee_id;
  const assignee = conversation?.meta?.assignee;
  if (!conversation || !change || !assignee || assignee.type === 'agent_bot') return;
  await bridge.taken(conversation.id, { id: assignee.id, ...(assignee.name ? { name: assignee.name } : {}) });
}

function replyOf(event: Event): HeardReply | undefined {
  const { data: message } = MessageSchema.safeParse(event);
  return message && replyIn(message);
}

// An account's own webhook tells of all its inboxes.
function conversationOf(value: unknown, inboxId: number): ChatwootConversation | undefined {
  const { data: conversation } = ConversationSchema.safeParse(value);
  return conversation?.inbox_id === String(inboxId) ? conversation : undefined;
}

// Seconds in the API; older versions answer with a date.
function timeOf(at: unknown): number {
  return typeof at === 'number' ? at * 1000 : Date.parse(String(at)) || 0;
}
