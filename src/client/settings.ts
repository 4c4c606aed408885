import * as z from 'zod';
import { defined } from '../internal/defined.ts';
import { isGptBotsHumanError } from '../internal/error.ts';
import type { Logger } from '../internal/logger.ts';
import { callback, duration, inputError, instance, parseOptions, telemetryWith } from '../internal/options.ts';
import { readEnv } from './env.ts';
import type { FetchLike } from './fetch-like.ts';
import { checkedHeaders } from './headers.ts';
import type { CallOptions, ClientOptions, ExtraHeaders, RetryMode } from './options.ts';
import type { ClientTelemetry } from './telemetry.ts';

/** The options of one call, checked and with defaults. */
export interface CallSettings {
  timeoutMs: number;
  deadlineMs: number;
  retry: RetryMode;
  maxRetries: number;
  headers: Record<string, string>;
  signal?: AbortSignal | undefined;
  mayAttempt?: CallOptions['mayAttempt'];
}

/** The options of a client, checked and with defaults. */
export interface ClientSettings extends CallSettings {
  apiKey: string;
  baseUrl: string;
  ordered: boolean;
  fetch: FetchLike;
  logger: Logger;
  onAttempt?: ClientOptions['onAttempt'];
  telemetry?: ClientTelemetry | undefined;
}

const callSchema = z.object({
  timeoutMs: duration.default(15_000),
  deadlineMs: duration.default(60_000),
  retry: z.enum(['never', 'safe', 'at-least-once']).default('safe'),
  maxRetries: z.int().nonnegative().default(2),
  // Authorization and Content-Type are overwritten when the request is made.
  headers: instance<ExtraHeaders>().default({}).transform(checkedHeaders),
  signal: z.custom<AbortSignal>(isSignal, 'expected an AbortSignal').optional(),
  mayAttempt: callback<() => boolean>().optional(),
});

const clientSchema = callSchema.extend({
  // Other characters cannot be in a header, and fetch's error would print the key (Node 20: "… is an invalid header
  // value.").
  apiKey: z
    .string('missing: pass it, or set GPTBOTS_API_KEY')
    .refine((key) => key === key.trim(), {
      error: 'has white space at its start or end; remove it',
      abort: true,
    })
    .regex(/^[\x21-\x7e]+$/, 'expected visible ASCII characters'),
  region: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,57}[a-z0-9])?$/i, 'expected one DNS label')
    .optional(),
  baseUrl: z.string().optional(),
  ordered: z.boolean().default(true),
  // Looked up at each call, because a test tool or an APM agent may replace the global fetch later.
  fetch: callback<FetchLike>().default((): FetchLike => (url, init) => globalThis.fetch(url, init)),
  logger: instance<Logger>().default({}),
  onAttempt: callback<NonNullable<ClientOptions['onAttempt']>>().optional(),
  telemetry: telemetryWith<ClientTelemetry>('call').optional(),
});

/** Checks the options of a client. Throws kind `input`. */
export function clientSettings(options: ClientOptions): ClientSettings {
  const { region, baseUrl, ...settings } = readable(() => {
    const apiKey = options?.apiKey || readEnv('GPTBOTS_API_KEY');
    return parseOptions(clientSchema, options && { ...options, apiKey });
  });
  return { ...settings, baseUrl: resolveBaseUrl(region, baseUrl) };
}

/** Checks the options of one call. Throws kind `input`. */
export function callSettings(options: CallOptions | undefined, client: ClientSettings): CallSettings {
  if (options === undefined) return client;
  const settings = readable(() => parseOptions(callSchema, options && { ...client, ...defined(options) }));
  return { ...settings, headers: { ...client.headers, ...settings.headers } };
}

// JavaScript callers may pass anything, such as an object with throwing getters.
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw isGptBotsHumanError(error) ? error : inputError('options: cannot be read');
  }
}

// Not instanceof: the signal of a polyfill is no instance of ours.
function isSignal(value: unknown): boolean {
  const signal = value as Partial<AbortSignal> | null | undefined;
  return typeof signal?.addEventListener === 'function' && typeof signal.aborted === 'boolean';
}

function resolveBaseUrl(region: string | undefined, baseUrl: string | undefined): string {
  if (region === undefined) return checkedUrl(baseUrl ?? readEnv('GPTBOTS_BASE_URL') ?? 'https://api.gptbots.ai');
  if (baseUrl === undefined) return `https://api-${region.toLowerCase()}.gptbots.ai`;
  throw inputError('region, baseUrl: pass only one of them');
}

// The error does not show the value, which may contain a password.
function checkedUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || /[?#]/.test(value)) {
    throw inputError('baseUrl, GPTBOTS_BASE_URL: expected an http(s) URL without credentials, query or fragment');
  }
  return (url.origin + url.pathname).replace(/(?<!\/)\/+$/, '');
}
