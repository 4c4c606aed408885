import type { Conversation, StoredMessage } from './records.ts';
import { accountId, inboxId } from './stand-in.ts';

const words = ['incoming', 'outgoing', 'activity', 'template'];
const account = { id: accountId, name: 'Acme' };

/** app/views/api/v1/models/_message.json.jbuilder */
export function messageJson({ conversation, attachments, ...message }: StoredMessage): object {
  return {
    ...message,
    inbox_id: inboxId,
    conversation_id: conversation,
    content_type: 'text',
    ...(attachments.length > 0 ? { attachments } : {}),
  };
}

/** app/views/api/v1/conversations/partials/_conversation.json.jbuilder */
export function conversationJson(conversation: Conversation): object {
  const { display_id, inbox_id, status, custom_attributes, contactId, contactName, assignee } = conversation;
  const meta = { sender: { id: contactId, name: contactName }, channel: 'Channel::Api', assignee };
  return { id: display_id, account_id: accountId, inbox_id, status, custom_attributes, meta, messages: [] };
}

/** `push_data` in app/presenters/conversations/event_data_presenter.rb. */
export function conversationPayload(conversation: Conversation): object {
  const { display_id, inbox_id, status, custom_attributes, contactId, contactName, assignee } = conversation;
  const last = conversation.messages.findLast((message) => !message.private && message.message_type !== 2);
  return {
    additional_attributes: {},
    can_reply: true,
    channel: 'Channel::Api',
    contact_inbox: { id: 1, contact_id: contactId, inbox_id, source_id: conversation.source_id },
    id: display_id,
    inbox_id,
    messages: last ? [messageJson(last)] : [],
    labels: [],
    meta: { sender: { id: contactId, name: contactName, type: 'contact' }, assignee, team: null, hmac_verified: false },
    status,
    custom_attributes,
    snoozed_until: null,
    unread_count: 0,
  };
}

/** `webhook_data` in app/models/message.rb; there is no status in it. */
export function messagePayload(message: StoredMessage, conversation: Conversation): object {
  const { id, content, message_type, source_id, content_attributes, sender, attachments } = message;
  return {
    account,
    additional_attributes: {},
    content_attributes,
    content_type: 'text',
    content,
    conversation: conversationPayload(conversation),
    created_at: new Date(message.created_at * 1000).toISOString(),
    id,
    inbox: { id: inboxId, name: 'GPTBots' },
    message_type: words[message_type],
    private: message.private,
    sender:
      message_type === 0 ? { id: conversation.contactId, name: conversation.contactName, type: 'contact' } : sender,
    source_id,
    ...(attachments.length > 0 ? { attachments } : {}),
  };
}
