import type { ChatwootApi } from './api.ts';
import { type ChatwootMessage, MessageSchema } from './payload.ts';

// How many Chatwoot answers with: https://github.com/chatwoot/chatwoot/blob/develop/app/finders/message_finder.rb.
const pageSize = 20;

/**
 * The newest messages of a conversation, oldest first: https://developers.chatwoot.com/api-reference/messages/get-messages.
 *
 * @param maxPages of 20 messages each
 */
export async function newestMessages(api: ChatwootApi, ref: string, maxPages = 5): Promise<ChatwootMessage[]> {
  let messages: ChatwootMessage[] = [];
  for (let page = 0; page < maxPages; page++) {
    const [oldest] = messages;
    const path = oldest ? `/messages?before=${oldest.id}` : '/messages';
    const { payload } = await api.call({ method: 'GET', conversation: ref, path });
    const found = Array.isArray(payload) ? payload : [];
    const read = found.map((one) => MessageSchema.safeParse(one).data).filter((one) => one !== undefined);
    messages = [...read, ...messages];
    if (found.length < pageSize || read.length === 0) break;
  }
  return messages;
}
