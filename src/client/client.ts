import type { $Fetch } from 'ofetch';
import { KeyedQueue } from '../internal/keyed-queue.ts';
import type { CheckWebhooksResponse, CloseSessionResponse, SendReplyResponse } from '../models/api.ts';
import { perform } from './call.ts';
import { watchConnectErrors } from './connect-errors.ts';
import {
  type ConversationEndpoint,
  checkWebhooksEndpoint,
  closeSessionEndpoint,
  sendReplyEndpoint,
} from './endpoints.ts';
import { readInput } from './input.ts';
import type { CallOptions, ClientOptions } from './options.ts';
import { mayRetry, mayRetryReading } from './retry.ts';
import { type ClientSettings, callSettings, clientSettings } from './settings.ts';
import { createTransport } from './transport.ts';

/** A reply for the user of one conversation. Other fields than these are not sent. */
export interface SendReplyInput {
  /** The id the establish webhook brought, unchanged. */
  conversation_id: string;
  /** The text; not empty. */
  body: string;
  /** Epoch milliseconds. @default now */
  timestamp?: number | undefined;
}

/** The conversation to close. Other fields than these are not sent. */
export interface CloseSessionInput {
  /** The id the establish webhook brought, unchanged. */
  conversation_id: string;
  /** Epoch milliseconds. @default now */
  timestamp?: number | undefined;
}

/**
 * Calls GPTBots' human-service API.
 *
 * Each method resolves to the parsed answer, or rejects with a `GptBotsHumanError` whose `delivery` says whether the
 * customer got it. Calls for one conversation keep their order, retries included. The methods may be taken off the
 * client (`const { sendReply } = client`).
 *
 * @example
 * const client = new GptBotsHumanClient({ apiKey: process.env.GPTBOTS_API_KEY });
 * await client.sendReply({ conversation_id, body: 'Hello, this is Ann.' });
 */
export class GptBotsHumanClient {
  // Private to the language, not only to TypeScript: the API key must not show in util.inspect or JSON.
  readonly #settings: ClientSettings;
  readonly #transport: $Fetch;
  readonly #turns = new KeyedQueue();

  /** @throws {GptBotsHumanError} kind `input`, when an option is wrong or no API key is to be found */
  constructor(options: ClientOptions = {}) {
    this.#settings = clientSettings(options);
    this.#transport = createTransport(this.#settings.fetch);
    watchConnectErrors();
    bindMethods(this, new.target.prototype);
  }

  /**
   * Sends a human agent's reply to the user (`POST /v1/human/message/receive`).
   *
   * @throws {GptBotsHumanError} see its `kind` and `delivery`
   */
  async sendReply(input: SendReplyInput, options?: CallOptions): Promise<SendReplyResponse> {
    return this.#call(sendReplyEndpoint, input, options);
  }

  /**
   * Ends the human conversation (`POST /v1/human/close`), after the replies that were sent before it.
   * From then on the user receives nothing more, until a new human conversation starts.
   *
   * @throws {GptBotsHumanError} see its `kind` and `delivery`
   */
  async closeSession(input: CloseSessionInput, options?: CallOptions): Promise<CloseSessionResponse> {
    return this.#call(closeSessionEndpoint, input, options);
  }

  /**
   * Has GPTBots test every webhook URL of the agent from its side, and tells what it saw (`POST /v1/webhook/check`, 2026
   * edition). Changes nothing, so with `safe` everything that may pass is tried again. Waits for no conversation.
   *
   * @throws {GptBotsHumanError} kind `response` also when the answer has no list of results
   */
  async checkWebhooks(options?: CallOptions): Promise<CheckWebhooksResponse> {
    const { path, responseSchema } = checkWebhooksEndpoint;
    const call = {
      info: { operation: 'checkWebhooks' } as const,
      url: this.#settings.baseUrl + path,
      // No field is documented. A server that reads JSON takes an empty object, and not always nothing.
      body: '{}',
      secrets: [],
      responseSchema,
      mayRetry: mayRetryReading,
      settings: callSettings(options, this.#settings),
    };
    return perform(call, this.#settings, this.#transport, this.#turns);
  }

  #call<Answer>(
    endpoint: ConversationEndpoint<Answer>,
    input: SendReplyInput | CloseSessionInput,
    options: CallOptions | undefined,
  ): Promise<Answer> {
    const request = readInput(endpoint, input);
    const { operation, path, responseSchema } = endpoint;
    const { conversation_id, body } = request;
    const call = {
      info: { operation, conversation_id },
      url: this.#settings.baseUrl + path,
      body: JSON.stringify(request),
      secrets: typeof body === 'string' ? [body] : [],
      responseSchema,
      mayRetry,
      settings: callSettings(options, this.#settings),
    };
    return perform(call, this.#settings, this.#transport, this.#turns);
  }
}

/**
 * Makes the methods work when they are taken off the client, and through a Proxy around it, which has no private fields.
 * They stand between the client and its class: the client itself has nothing to show. Each looks up what it calls, so
 * that a spy on the prototype and a subclass come first.
 */
function bindMethods(client: GptBotsHumanClient, prototype: GptBotsHumanClient): void {
  const bound = Object.create(prototype);
  for (const name of ['sendReply', 'closeSession', 'checkWebhooks'] as const) {
    const value = (...args: unknown[]) => Reflect.apply(prototype[name], client, args);
    Object.defineProperty(bound, name, { value, writable: true, configurable: true });
  }
  Object.setPrototypeOf(client, bound);
}
