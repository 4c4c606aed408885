import { type $Fetch, createFetch } from 'ofetch';
import type * as z from 'zod';
import { KeyedQueue } from '../internal/keyed-queue.ts';
import {
  CloseSessionRequestSchema,
  type CloseSessionResponse,
  CloseSessionResponseSchema,
  SendReplyRequestSchema,
  type SendReplyResponse,
  SendReplyResponseSchema,
} from '../models/api.ts';
import { perform } from './call.ts';
import { wrongInput } from './errors.ts';
import type { CallOptions, ClientOptions, Operation } from './options.ts';
import { type ClientSettings, callSettings, clientSettings } from './settings.ts';

/** A reply for the user of one conversation. */
export interface SendReplyInput {
  /** The id the establish webhook brought, unchanged. */
  conversation_id: string;
  /** The text; not empty. */
  body: string;
  /** Epoch milliseconds. @default now */
  timestamp?: number | undefined;
}

/** The conversation to close. */
export interface CloseSessionInput {
  /** The id the establish webhook brought, unchanged. */
  conversation_id: string;
  /** Epoch milliseconds. @default now */
  timestamp?: number | undefined;
}

/**
 * Calls the two endpoints of GPTBots' human-service API.
 *
 * Both methods resolve to the parsed answer, or reject with a `GptBotsHumanError` whose `delivery` says whether the
 * customer got it. Calls for one conversation keep their order, retries included.
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
    this.#transport = createFetch({ fetch: this.#settings.fetch });
  }

  /**
   * Sends a human agent's reply to the user (`POST /v1/human/message/receive`).
   *
   * @throws {GptBotsHumanError} see its `kind` and `delivery`
   */
  async sendReply(input: SendReplyInput, options?: CallOptions): Promise<SendReplyResponse> {
    return this.#call(
      {
        operation: 'sendReply',
        path: '/v1/human/message/receive',
        requestSchema: SendReplyRequestSchema,
        responseSchema: SendReplyResponseSchema,
      },
      input,
      options,
    );
  }

  /**
   * Ends the human conversation (`POST /v1/human/close`), after the replies that were sent before it.
   * From then on the user receives nothing more, until a new human conversation starts.
   *
   * @throws {GptBotsHumanError} see its `kind` and `delivery`
   */
  async closeSession(input: CloseSessionInput, options?: CallOptions): Promise<CloseSessionResponse> {
    return this.#call(
      {
        operation: 'closeSession',
        path: '/v1/human/close',
        requestSchema: CloseSessionRequestSchema,
        responseSchema: CloseSessionResponseSchema,
      },
      input,
      options,
    );
  }

  #call<Answer>(
    endpoint: Endpoint<Answer>,
    input: SendReplyInput | CloseSessionInput,
    options: CallOptions | undefined,
  ): Promise<Answer> {
    const { operation } = endpoint;
    const request = endpoint.requestSchema.safeParse(
      typeof input === 'object' && input !== null ? { ...input, timestamp: input.timestamp ?? Date.now() } : input,
    );
    if (!request.success) {
      const issues = request.error.issues.map(({ path, message }) => ({ path, message }));
      throw wrongInput(operation, issues, input);
    }
    const { conversation_id, body } = request.data;
    const call = {
      operation,
      conversation_id,
      url: this.#settings.baseUrl + endpoint.path,
      body: JSON.stringify(request.data),
      secrets: typeof body === 'string' ? [body] : [],
      responseSchema: endpoint.responseSchema,
      settings: callSettings(options, this.#settings),
    };
    return perform(call, this.#settings, this.#transport, this.#turns);
  }
}

interface Endpoint<Answer> {
  operation: Operation;
  path: string;
  requestSchema: z.ZodType<{ conversation_id: string; body?: unknown }>;
  responseSchema: z.ZodType<Answer>;
}
