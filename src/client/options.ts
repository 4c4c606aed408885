import type { Attempt } from '../internal/error.ts';
import type { Logger } from '../internal/logger.ts';
import type { FetchLike } from './fetch-like.ts';
import type { ClientTelemetry } from './telemetry.ts';

/**
 * Which failed attempts are retried.
 *
 * - `never`: none
 * - `safe`: those that certainly had no effect, so that no customer reads a message twice
 * - `at-least-once`: also those that may have had an effect, so that a customer may read a message twice
 */
export type RetryMode = 'never' | 'safe' | 'at-least-once';

/**
 * Extra request headers. They never replace `Authorization` or `Content-Type`. Headers of the connection, such as
 * `Content-Length` or `Host`, are refused. Undefined values are left out.
 */
export type ExtraHeaders = Headers | Record<string, string | undefined> | [string, string | undefined][];

/** Options of one call. The client's options are the defaults. */
export interface CallOptions {
  /** Aborts the call: while it waits in line, during an attempt, or between two. */
  signal?: AbortSignal | undefined;
  /** Time limit of one attempt, reading the answer included, in milliseconds. @default 15000 */
  timeoutMs?: number | undefined;
  /**
   * Time limit of the whole call, in milliseconds: waiting for its turn, all attempts, and the pauses between them.
   * @default 60000
   */
  deadlineMs?: number | undefined;
  /** Which failed attempts are retried. @default 'safe' */
  retry?: RetryMode | undefined;
  /** How often a call is retried at most. 0 means never. @default 2 */
  maxRetries?: number | undefined;
  /** Headers to send in addition to those of the API. */
  headers?: ExtraHeaders | undefined;
  /**
   * Called right before each attempt. When it returns `false`, the call ends as if it had been aborted.
   * @default every attempt is made
   */
  mayAttempt?: (() => boolean) | undefined;
}

/** Options of {@link GptBotsHumanClient}. */
export interface ClientOptions extends Omit<CallOptions, 'signal' | 'mayAttempt'> {
  /** The agent's API key. @default the environment variable `GPTBOTS_API_KEY` */
  apiKey?: string | undefined;
  /**
   * The data centre: `sg` Singapore, `th` Thailand, `jp` Japan, or another one of the platform's. The host is then
   * `https://api-<region>.gptbots.ai`. Cannot be combined with `baseUrl`. Takes precedence over the environment.
   */
  region?: 'sg' | 'th' | 'jp' | (string & {}) | undefined;
  /**
   * The address of the API, for `https://api.gptbots.cn` and white-label hosts.
   * @default the environment variable `GPTBOTS_BASE_URL`, else `https://api.gptbots.ai`
   */
  baseUrl?: string | undefined;
  /** Whether calls for one conversation run one after another, in the order they were made. @default true */
  ordered?: boolean | undefined;
  /**
   * Another `fetch`, for a proxy or a test: undici's, node-fetch's, or your own function around one.
   * @default the global one, looked up at each call
   */
  fetch?: FetchLike | undefined;
  /** Gets a warning for each retry. Never gets the API key, a text or an address. @default none */
  logger?: Logger | undefined;
  /** Called after each attempt. Its errors are ignored. */
  onAttempt?: ((attempt: Attempt, call: CallInfo) => void) | undefined;
  /** Watches every call: `...telemetry.client` of `gptbots-human/opentelemetry`. @default none */
  telemetry?: ClientTelemetry | undefined;
}

/** The names of the API's calls. */
export type Operation = 'sendReply' | 'closeSession' | 'checkWebhooks';

/** The call that an attempt belongs to. `checkWebhooks` has no conversation. */
export type CallInfo =
  | { operation: 'sendReply' | 'closeSession'; conversation_id: string }
  | { operation: 'checkWebhooks'; conversation_id?: undefined };
