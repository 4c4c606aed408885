import type { Session } from '../../desk/types.ts';
import { encodeUtf8 } from '../../internal/bytes.ts';
import { isGptBotsHumanError } from '../../internal/error.ts';
import { isObject } from '../../internal/json-object.ts';
import { inputError } from '../../internal/options.ts';
import { splitText } from '../split-text.ts';
import { type ChatwootApi, notTheDocumented, storable } from './api.ts';
import { type ChatwootConversation, ConversationSchema } from './payload.ts';

const attribute = 'gptbots_conversation_id';
const maxNameLength = 255;

/** Finds and makes the contact and the conversation of a session. */
export class Conversations {
  readonly #api: ChatwootApi;
  readonly #inboxId: number;
  #isChecked = false;

  constructor(api: ChatwootApi, inboxId: number) {
    this.#api = api;
    this.#inboxId = inboxId;
  }

  /**
   * The conversation of a session. Made at most once: when a call was repeated, because its answer was lost, it is found.
   *
   * @returns its number
   */
  async of(session: Session): Promise<string> {
    if (!this.#isChecked) await this.#checkInbox();
    const { conversationId, user } = session;
    const sourceId = await sourceIdOf(user.key ?? `conversation:${conversationId}`);
    const contactId = (await this.#contact(sourceId)) ?? (await this.#makeContact(sourceId, user.name));
    return (await this.#find(contactId, conversationId)) ?? this.#make(contactId, sourceId, conversationId);
  }

  // Messages of visitors can only be posted to an API inbox (messages/message_builder.rb).
  async #checkInbox(): Promise<void> {
    const { channel_type: type } = await this.#api.call({ method: 'GET', path: `/inboxes/${this.#inboxId}` });
    if (type !== undefined && type !== 'Channel::Api') {
      throw inputError(`inboxId: inbox ${this.#inboxId} is no API inbox. Make one of the kind "API" in Chatwoot.`);
    }
    this.#isChecked = true;
  }

  // https://developers.chatwoot.com/api-reference/contacts/search-contacts
  async #contact(identifier: string): Promise<number | undefined> {
    const path = `/contacts/search?q=${encodeURIComponent(identifier)}`;
    const { payload } = await this.#api.call({ method: 'GET', path });
    const found = listOf(payload).find((contact) => contact.identifier === identifier);
    return typeof found?.id === 'number' ? found.id : undefined;
  }

  // https://developers.chatwoot.com/api-reference/contacts/create-contact. It gets no address and no phone number: Chatwoot
  // mails agents' replies to a contact that has one, and nobody has verified what a visitor typed.
  async #makeContact(identifier: string, name: string | undefined): Promise<number> {
    const [shownName] = splitText(name ?? 'Visitor', maxNameLength);
    const body = { inbox_id: this.#inboxId, source_id: identifier, name: shownName, identifier };
    try {
      const { payload } = await this.#api.call({ method: 'POST', path: '/contacts', body });
      const contact = isObject(payload) ? payload.contact : undefined;
      if (isObject(contact) && typeof contact.id === 'number') return contact.id;
    } catch (error) {
      // Another session of the same user was faster.
      const isTaken = isGptBotsHumanError(error) && error.status === 422;
      const found = isTaken ? await this.#contact(identifier) : undefined;
      if (found === undefined) throw error;
      return found;
    }
    throw notTheDocumented('POST', '/contacts');
  }

  // https://developers.chatwoot.com/api-reference/contacts/contact-conversations
  async #find(contactId: number, conversationId: string): Promise<string | undefined> {
    const { payload } = await this.#api.call({ method: 'GET', path: `/contacts/${contactId}/conversations` });
    return listOf(payload)
      .map((one) => ConversationSchema.safeParse(one).data)
      .find((one) => one && belongsTo(one, conversationId))?.id;
  }

  // https://developers.chatwoot.com/api-reference/conversations/create-new-conversation
  async #make(contactId: number, sourceId: string, conversationId: string): Promise<string> {
    const body = {
      inbox_id: this.#inboxId,
      contact_id: contactId,
      source_id: sourceId,
      status: 'open',
      custom_attributes: { [attribute]: conversationId },
    };
    const answer = await this.#api.call({ method: 'POST', path: '/conversations', body });
    const { data: made } = ConversationSchema.safeParse(answer);
    if (!made) throw notTheDocumented('POST', '/conversations');
    // Chatwoot answers with an earlier conversation then (conversation_builder.rb), and replies would reach another session.
    if (made.custom_attributes && !belongsTo(made, conversationId)) {
      throw inputError(
        `inboxId: inbox ${this.#inboxId} has one conversation per contact. Switch "Lock to single conversation" off in its settings.`,
      );
    }
    return made.id;
  }
}

function belongsTo({ custom_attributes }: ChatwootConversation, conversationId: string): boolean {
  return custom_attributes?.[attribute] === storable(conversationId);
}

function listOf(payload: unknown): Record<string, unknown>[] {
  return Array.isArray(payload) ? payload.filter(isObject) : [];
}

// The user's key may be an e-mail address or a phone number, and Chatwoot shows the id to agents and callbacks.
async function sourceIdOf(key: string): Promise<string> {
  const hash = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', encodeUtf8(key)));
  return `gptbots-${Array.from(hash.slice(0, 20), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
