import type { $Fetch } from 'ofetch';
import { KeyedQueue } from '../internal/keyed-queue.ts';
import type { CheckWebhooksResponse, CloseSessionResponse, SendReplyResponse } from '../models/api.ts';
import { type Call, perform } from './call.ts';
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

/** A reply for the user of one conversation. Other fields are not sent. */
export interface SendReplyInput {
  /** The id the establish webhook brought, unchanged. */
  conversation_id: string;
  /** The text. Must not be empty. */
  body: string;
  /** Epoch milliseconds. @default now */
  timestamp?: number | undefined;
}

/** The conversation to close. Other fields are not sent. */
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
 * customer got the message. Calls for one conversation keep their order, retries included. The methods can be
 * destructured (`const { sendReply } = client`).
 *
 * @example
 * const client = new GptBotsHumanClient({ apiKey: process.env.GPTBOTS_API_KEY });
 * await client.sendReply({ conversation_id, body: 'Hello, this is Ann.' });
 */
export class GptBotsHumanClient {
  // `#`, not `private`: the API key must not show in util.inspect or JSON.
  readonly #settings: ClientSettings;
  readonly #transport: $Fetch;
  readonly #turns = new KeyedQueue();

  /** @throws {GptBotsHumanError} kind `input`, when an option is wrong or there is no API key */
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
   * Ends the human conversation (`POST /v1/human/close`), after all replies that were sent before. The user receives no
   * more messages until a new human conversation starts.
   *
   * @throws {GptBotsHumanError} see its `kind` and `delivery`
   */
  async closeSession(input: CloseSessionInput, options?: CallOptions): Promise<CloseSessionResponse> {
    return this.#call(closeSessionEndpoint, input, options);
  }

  /**
   * Asks GPTBots to test every webhook URL of the agent, and resolves to the results (`POST /v1/webhook/check`, 2026
   * edition). The check changes nothing, so `retry: 'safe'` retries every temporary failure. Does not wait for
   * other calls.
   *
   * @throws {GptBotsHumanError} see its `kind`; `response` also when the answer has no list of results
   */
  async checkWebhooks(options?: CallOptions): Promise<CheckWebhooksResponse> {
    const { path, responseSchema } = checkWebhooksEndpoint;
    const call = {
      info: { operation: 'checkWebhooks' } as const,
      url: this.#settings.baseUrl + path,
      // No field is documented. Some servers that expect JSON refuse an empty body, but accept an empty object.
      body: '{}',
      secrets: [],
      responseSchema,
      mayRetry: mayRetryReading,
      settings: callSettings(options, this.#settings),
      attempts: [],
    };
    return this.#perform(call);
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
      attempts: [],
    };
    return this.#perform(call);
  }

  #perform<Answer>(call: Call<Answer>): Promise<Answer> {
    const { telemetry } = this.#settings;
    const run = () => perform(call, this.#settings, this.#transport, this.#turns);
    return telemetry ? telemetry.call(call.info, call.attempts, run) : run();
  }
}

/**
 * Makes the methods work when they are destructured, and through a Proxy, which has no private fields. The bound
 * methods are on an object between the client and its class, so the client itself has no properties to print. Each
 * looks up its method when it is called, so that subclasses and spies on the prototype work.
 */
function bindMethods(client: GptBotsHumanClient, prototype: GptBotsHumanClient): void {
  const bound = Object.create(prototype);
  for (const name of ['sendReply', 'closeSession', 'checkWebhooks'] as const) {
    const value = (...args: unknown[]) => Reflect.apply(prototype[name], client, args);
    Object.defineProperty(bound, name, { value, writable: true, configurable: true });
  }
  Object.setPrototypeOf(client, bound);
}
