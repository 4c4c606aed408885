import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Callbacks, type CallbackTarget } from './callbacks.ts';
import type { Conversation, StoredMessage, User } from './records.ts';
import { conversationJson, messageJson } from './shapes.ts';

/** What a stand-in is made of. */
export interface StandInOptions {
  /** Where its callbacks go, and what signs them. */
  target?: CallbackTarget;
  channelType?: string;
  lockToSingleConversation?: boolean;
  /** Of a conversation, within a minute. */
  maxMessagesPerMinute?: number;
}

/** A call that was made, as a test wants to read it. */
export interface SeenCall {
  method: string;
  path: string;
  body: Record<string, unknown>;
  status: number;
}

type Answer = [status: number, body: object, headers?: Record<string, string>];

export const accountId = 7;
export const inboxId = 3;
export const token = 'the-access-token-of-ann';
// What agents see is `display_id`; a callback or an answer with the other one would be wrong.
const beforeFirstConversation = 40;

/**
 * Chatwoot's API and callbacks, for one API inbox, as they are documented at https://developers.chatwoot.com/api-reference
 * and in the sources of https://github.com/chatwoot/chatwoot that each part names. It knows nothing of the connector.
 */
export class ChatwootStandIn {
  readonly conversations: Conversation[] = [];
  readonly calls: SeenCall[] = [];
  readonly callbacks: Callbacks;
  /** Answers a call instead, when it returns something; `lost`: done, and the connection breaks. */
  fault: ((call: { method: string; path: string }) => Answer | 'lost' | undefined) | undefined;
  readonly #contacts: { id: number; name: string; identifier: string }[] = [];
  readonly #options: StandInOptions;
  readonly #server: Server;
  #lastMessage = 900;
  #lastConversation = beforeFirstConversation;

  private constructor(options: StandInOptions) {
    this.#options = options;
    this.callbacks = new Callbacks(this, () => this.#options.target);
    this.#server = createServer((req, res) => {
      void this.#answer(req).then((answer) => {
        if (answer === 'lost') {
          res.destroy();
          return;
        }
        const [status, body, headers] = answer;
        res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
      });
    });
  }

  static async start(options: StandInOptions = {}): Promise<ChatwootStandIn> {
    const standIn = new ChatwootStandIn(options);
    await new Promise<void>((done) => standIn.#server.listen(0, '127.0.0.1', done));
    return standIn;
  }

  get url(): string {
    // It listens on TCP, so its address is never a pipe's name.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  set target(target: CallbackTarget | undefined) {
    if (target) this.#options.target = target;
    else delete this.#options.target;
  }

  async close(): Promise<void> {
    await this.callbacks.settled();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  conversation(ref: string | number): Conversation {
    const found = this.conversations.find(({ display_id }) => display_id === Number(ref));
    if (!found) throw new Error(`Chatwoot has no conversation ${ref}`);
    return found;
  }

  /** An agent writes. */
  write(
    ref: string,
    content: string,
    sender: User | null,
    more: Partial<StoredMessage> & { isTold?: boolean } = {},
  ): StoredMessage {
    const { isTold, ...fields } = more;
    const message = this.#add(this.conversation(ref), { content, message_type: 1, sender, ...fields });
    if (isTold !== false) this.callbacks.message('message_created', ref, message);
    return message;
  }

  setStatus(ref: string, status: Conversation['status']): void {
    const conversation = this.conversation(ref);
    if (conversation.status === status) return;
    const previous = conversation.status;
    conversation.status = status;
    this.callbacks.conversation('conversation_status_changed', ref, { status: [previous, status] });
    this.callbacks.conversation('conversation_updated', ref, { status: [previous, status] });
  }

  assign(ref: string, user: User | null): void {
    const conversation = this.conversation(ref);
    const previous = conversation.assignee?.id ?? null;
    conversation.assignee = user;
    this.callbacks.conversation('conversation_updated', ref, { assignee_id: [previous, user?.id ?? null] });
  }

  /** *Retry*: `claim_message_retry` in app/controllers/api/v1/accounts/conversations/messages_controller.rb. */
  retry(ref: string, id: number): void {
    const message = this.#message(ref, id);
    if (message?.status !== 'failed') return;
    this.#update(ref, message, { status: 'sent', external_error: null });
    const { external_error: _, ...rest } = message.content_attributes;
    message.content_attributes = rest;
    this.callbacks.message('message_updated', ref, message);
  }

  /** An agent deletes a message: it stays, with another text. */
  deleteMessage(ref: string, id: number): void {
    const message = this.#message(ref, id);
    if (!message) throw new Error(`no message ${id}`);
    message.content = 'This message was deleted';
    message.content_attributes = { deleted: true };
    this.callbacks.message('message_updated', ref, message);
  }

  deleteConversation(ref: string): void {
    this.conversations.splice(this.conversations.indexOf(this.conversation(ref)), 1);
  }

  /** app/services/messages/status_update_service.rb: an update that changes nothing tells nobody. */
  markFailed(message: StoredMessage, error: string): void {
    this.#update(String(message.conversation), message, { status: 'failed', external_error: error });
  }

  #message(ref: string, id: number): StoredMessage | undefined {
    return this.conversation(ref).messages.find((one) => one.id === id);
  }

  #update(ref: string, message: StoredMessage, to: { status: string; external_error: string | null }): void {
    const before = JSON.stringify(message);
    message.status = to.status;
    message.content_attributes = { ...message.content_attributes, external_error: to.external_error };
    if (to.external_error === null && !before.includes('"external_error"'))
      delete message.content_attributes.external_error;
    if (JSON.stringify(message) !== before) this.callbacks.message('message_updated', ref, message);
  }

  #add(conversation: Conversation, fields: Partial<StoredMessage>): StoredMessage {
    this.#lastMessage += 1;
    const message: StoredMessage = {
      id: this.#lastMessage,
      conversation: conversation.display_id,
      content: '',
      message_type: 1,
      private: false,
      status: 'sent',
      source_id: null,
      content_attributes: {},
      created_at: Math.floor(Date.now() / 1000),
      sender: null,
      attachments: [],
      ...fields,
    };
    conversation.messages.push(message);
    return message;
  }

  async #answer(req: IncomingMessage): Promise<Answer | 'lost'> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const { method = '', url = '', headers } = req;
    const path = url.replace(`/api/v1/accounts/${accountId}`, '');
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
    const fault = this.fault?.({ method, path });
    let answer: Answer;
    if (fault && fault !== 'lost') answer = fault;
    else if (headers.api_access_token !== token) answer = [401, { error: 'Invalid Access Token' }];
    else if (path === url) answer = [404, { error: 'Resource could not be found' }];
    else answer = this.#route(method, path, body);
    this.calls.push({ method, path, body, status: answer[0] });
    return fault === 'lost' ? fault : answer;
  }

  #route(method: string, path: string, body: Record<string, unknown>): Answer {
    const { pathname, searchParams } = new URL(path, 'http://chatwoot');
    const [, resource, id, inner, innerId] = pathname.split('/');
    const notFound: Answer = [404, { error: 'Resource could not be found' }];
    switch (`${method} ${[resource, id && ':id', inner, innerId && ':id'].filter(Boolean).join('/')}`) {
      case 'GET inboxes/:id':
        if (Number(id) !== inboxId) return notFound;
        return [200, { id: inboxId, channel_type: this.#options.channelType ?? 'Channel::Api' }];
      case 'GET contacts/:id':
        return this.#search(searchParams.get('q') ?? '');
      case 'POST contacts':
        return this.#makeContact(body);
      case 'GET contacts/:id/conversations': {
        const own = this.conversations.filter(({ contactId }) => contactId === Number(id));
        return [200, { payload: own.slice(-20).reverse().map(conversationJson) }];
      }
      case 'POST conversations':
        return this.#makeConversation(body);
    }
    const conversation = this.conversations.find(({ display_id }) => String(display_id) === id);
    if (resource !== 'conversations' || !conversation) return notFound;
    switch (`${method} ${inner}`) {
      case 'GET messages': {
        // app/finders/message_finder.rb
        const before = Number(searchParams.get('before') ?? Number.POSITIVE_INFINITY);
        const page = conversation.messages.filter((one) => one.id < before).slice(-20);
        return [200, { meta: {}, payload: page.map(messageJson) }];
      }
      case 'POST messages':
        return this.#post(conversation, body);
      case 'PATCH messages': {
        const message = conversation.messages.find((one) => String(one.id) === innerId);
        if (!message) return notFound;
        const { status, external_error: error } = body;
        if (['sent', 'delivered', 'read', 'failed'].includes(String(status))) {
          const external_error = status === 'failed' ? String(error) : null;
          this.#update(String(conversation.display_id), message, { status: String(status), external_error });
        }
        return [200, messageJson(message)];
      }
      case 'POST toggle_status': {
        const toggled = conversation.status === 'open' ? 'resolved' : 'open';
        // The cast holds: the connector sends no others, and its tests would say so.
        this.setStatus(String(conversation.display_id), (body.status ?? toggled) as Conversation['status']);
        return [200, { meta: {}, payload: { success: true, current_status: conversation.status } }];
      }
      default:
        return notFound;
    }
  }

  // app/controllers/api/v1/accounts/contacts_controller.rb
  #search(query: string): Answer {
    const found = this.#contacts.filter(({ identifier, name }) => `${identifier} ${name}`.includes(query));
    return [200, { meta: { count: found.length }, payload: found }];
  }

  #makeContact({ inbox_id, source_id, name, identifier, ...others }: Record<string, unknown>): Answer {
    if (inbox_id !== inboxId) return [404, { error: 'Resource could not be found' }];
    if (Object.keys(others).length > 0) return [422, { message: `unexpected: ${Object.keys(others)}` }];
    if (this.#contacts.some((one) => one.identifier === identifier)) {
      return [422, { message: 'Identifier has already been taken', attributes: ['identifier'] }];
    }
    const contact = { id: 500 + this.#contacts.length, name: String(name), identifier: String(identifier) };
    this.#contacts.push(contact);
    return [200, { payload: { contact, contact_inbox: { source_id } } }];
  }

  // app/controllers/api/v1/accounts/conversations_controller.rb, app/builders/conversation_builder.rb
  #makeConversation({ inbox_id, contact_id, source_id, status, custom_attributes }: Record<string, unknown>): Answer {
    const contact = this.#contacts.find(({ id }) => id === contact_id);
    if (inbox_id !== inboxId || !contact) return [404, { error: 'Resource could not be found' }];
    const known = this.conversations.find((one) => one.contactId === contact.id);
    if (this.#options.lockToSingleConversation && known) return [200, conversationJson(known)];
    this.#lastConversation += 1;
    const conversation: Conversation = {
      display_id: this.#lastConversation,
      id: 10_000 + this.#lastConversation,
      inbox_id: inboxId,
      contactId: contact.id,
      contactName: contact.name,
      source_id: String(source_id),
      status: status === 'resolved' ? 'resolved' : 'open',
      custom_attributes: { ...(custom_attributes as object | undefined) },
      assignee: null,
      messages: [],
    };
    this.conversations.push(conversation);
    this.callbacks.conversation('conversation_created', String(conversation.display_id));
    return [200, conversationJson(conversation)];
  }

  // app/builders/messages/message_builder.rb, and what app/models/message.rb does after a message was made
  #post(conversation: Conversation, body: Record<string, unknown>): Answer {
    const { content, message_type: type, private: isPrivate, source_id, content_attributes } = body;
    const text = String(content);
    const unprocessable = (error: string): Answer => [422, { error: `Validation failed: ${error}` }];
    if ([...text].length > 150_000) return unprocessable('Content is too long (maximum is 150000 characters)');
    const aMinuteAgo = Date.now() / 1000 - 60;
    const recent = conversation.messages.filter(({ created_at }) => created_at >= aMinuteAgo).length;
    if (recent >= (this.#options.maxMessagesPerMinute ?? 200)) return unprocessable('Too many messages');
    const isIncoming = type === 'incoming';
    const ref = String(conversation.display_id);
    const message = this.#add(conversation, {
      content: text,
      message_type: isIncoming ? 0 : 1,
      private: isPrivate === true,
      source_id: typeof source_id === 'string' ? source_id : null,
      content_attributes: { ...(content_attributes as Record<string, unknown> | undefined) },
      sender: isIncoming ? null : { id: 11, name: 'Ann', type: 'user' },
    });
    // Before the call is answered.
    this.callbacks.message('message_created', ref, message);
    if (isIncoming && conversation.status === 'resolved') this.setStatus(ref, 'open');
    return [200, messageJson(message)];
  }
}
