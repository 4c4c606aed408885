import * as z from 'zod';
import { parseObject } from '../../internal/json-object.ts';
import type { HeardReply } from '../connector.ts';
import { isOwn, ownErrorPrefix } from './marks.ts';
import { withoutMarkup } from './without-markup.ts';

const id = z.union([z.int(), z.string().regex(/^\d{1,15}$/)]).transform(String);
const optional = <T>(schema: z.ZodType<T>) => schema.nullish().catch(undefined);

const senderSchema = z.object({ id, name: optional(z.string()), type: optional(z.string()) });
const attributesSchema = z.union([
  z.record(z.string(), z.unknown()),
  // Older versions answer with the text that is in their database.
  z.string().transform((text) => parseObject(text) ?? {}),
]);

/**
 * A message, as callbacks and the API show it. `message_type` is a word in one and a number in the other. Sources:
 * `webhook_data` in https://github.com/chatwoot/chatwoot/blob/develop/app/models/message.rb, and
 * https://github.com/chatwoot/chatwoot/blob/develop/app/views/api/v1/models/_message.json.jbuilder.
 */
export const MessageSchema = z.object({
  id,
  content: optional(z.string()),
  message_type: z.union([z.string(), z.int()]),
  private: z.boolean().nullish(),
  source_id: optional(z.string()),
  content_attributes: optional(attributesSchema),
  status: optional(z.string()),
  created_at: z.unknown().optional(),
  sender: optional(senderSchema),
  attachments: optional(z.array(z.object({ data_url: optional(z.string()) }))),
});

export type ChatwootMessage = z.infer<typeof MessageSchema>;

/**
 * A conversation, as callbacks and the API show it; `id` is the number that agents see. Source:
 * https://github.com/chatwoot/chatwoot/blob/develop/app/presenters/conversations/event_data_presenter.rb.
 */
export const ConversationSchema = z.object({
  id,
  inbox_id: optional(id),
  status: optional(z.string()),
  custom_attributes: optional(z.record(z.string(), z.unknown())),
  meta: optional(z.object({ assignee: optional(senderSchema) })),
  messages: optional(z.array(z.object({ id, status: optional(z.string()) }))),
  changed_attributes: optional(z.array(z.record(z.string(), z.unknown()))),
});

export type ChatwootConversation = z.infer<typeof ConversationSchema>;

/** What a message says to the customer; undefined when it is not for them, or not of an agent's. */
export function replyIn(message: ChatwootMessage): HeardReply | undefined {
  const { id: messageId, message_type: type, content, attachments, sender } = message;
  const attributes = message.content_attributes ?? {};
  if ((type !== 'outgoing' && type !== 1) || message.private || isOwn(message.source_id, attributes)) return undefined;
  // Chatwoot leaves a deleted message in place, with another text.
  if (attributes.deleted) return undefined;
  const links = (attachments ?? []).map(({ data_url }) => data_url).filter((url) => url && /^https?:\/\//i.test(url));
  const text = [withoutMarkup(content ?? ''), ...links].filter(Boolean).join('\n');
  if (text === '') return undefined;
  // A rule of Chatwoot's own, or a bot, may write too.
  const agentId = sender ? (sender.type === 'agent_bot' ? `bot:${sender.id}` : sender.id) : 'chatwoot';
  return { id: messageId, text, agent: { id: agentId, name: sender?.name || 'Chatwoot' } };
}

/** Why Chatwoot shows that a message failed, when it does. */
export function shownFailure({ content_attributes }: ChatwootMessage): { isOwn: boolean } | undefined {
  const error = content_attributes?.external_error;
  return typeof error === 'string' && error ? { isOwn: error.startsWith(ownErrorPrefix) } : undefined;
}
