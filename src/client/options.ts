import type { Attempt } from '../internal/error.ts';
import type { Logger } from '../internal/logger.ts';
import type { FetchLike } from './fetch-like.ts';

/**
 * Which failures are tried again.
 *
 * - `never`: none
 * - `safe`: only those that certainly had no effect, so that no customer reads a message twice
 * - `at-least-once`: also those that perhaps had one; a customer may read a message twice
 */
export type RetryMode = 'never' | 'safe' | 'at-least-once';

/**
 * Extra request headers. They never replace `Authorization` or `Content-Type`; those that belong to the connection, such
 * as `Content-Length` or `Host`, are refused. One that is undefined is left out.
 */
export type ExtraHeaders = Headers | Record<string, string | undefined> | [string, string | undefined][];

/** What may be set for one call; each defaults to the client's own. */
export interface CallOptions {
  /** Stops the call: in line, between two attempts, or in the middle of one. */
  signal?: AbortSignal | undefined;
  /** One attempt, reading the answer included, in milliseconds. @default 15000 */
  timeoutMs?: number | undefined;
  /** The whole call: waiting for its turn, all attempts and the pauses between them, in milliseconds. @default 60000 */
  deadlineMs?: number | undefined;
  /** @default 'safe' */
  retry?: RetryMode | undefined;
  /** How many times a failed attempt is repeated at most; 0 means never. @default 2 */
  maxRetries?: number | undefined;
  /** Headers to send besides those of the API. */
  headers?: ExtraHeaders | undefined;
  /** Asked right before each attempt; with `false` the call ends as if it had been aborted. @default every attempt is made */
  mayAttempt?: (() => boolean) | undefined;
}

/** Options of {@link GptBotsHumanClient}. */
export interface ClientOptions extends Omit<CallOptions, 'signal' | 'mayAttempt'> {
  /** The agent's API key. @default the environment variable `GPTBOTS_API_KEY` */
  apiKey?: string | undefined;
  /**
   * The data centre: `sg` Singapore, `th` Thailand, `jp` Japan, or another the platform has added; makes the host
   * `https://api-<region>.gptbots.ai`. Excludes `baseUrl`, and wins over the environment.
   */
  region?: 'sg' | 'th' | 'jp' | (string & {}) | undefined;
  /** The API's address, for `https://api.gptbots.cn` and white-label hosts. @default the environment variable `GPTBOTS_BASE_URL`, else `https://api.gptbots.ai` */
  baseUrl?: string | undefined;
  /** Calls for one conversation run one after another, in the order they were made. @default true */
  ordered?: boolean | undefined;
  /**
   * Another `fetch`, for a proxy or a test: undici's, node-fetch's, or a function of yours around one.
   * @default the global one, looked up at each call
   */
  fetch?: FetchLike | undefined;
  /** Hears of each retry (`warn`); never of a key, a text or an address. @default none */
  logger?: Logger | undefined;
  /** Called after each attempt. What it throws is ignored. */
  onAttempt?: ((attempt: Attempt, call: CallInfo) => void) | undefined;
}

/** The calls of the platform's API. */
export type Operation = 'sendReply' | 'closeSession' | 'checkWebhooks';

/** Which call an attempt belongs to. Only `checkWebhooks` is about no conversation. */
export type CallInfo =
  | { operation: 'sendReply' | 'closeSession'; conversation_id: string }
  | { operation: 'checkWebhooks'; conversation_id?: undefined };
