import * as z from 'zod';
import { defined } from '../internal/defined.ts';
import type { Logger } from '../internal/logger.ts';
import { callback, duration, inputError, instance, parseOptions } from '../internal/options.ts';
import { readEnv } from './env.ts';
import type { CallOptions, ClientOptions, ExtraHeaders, RetryMode } from './options.ts';

/** One call's options, checked and with their defaults. */
export interface CallSettings {
  timeoutMs: number;
  deadlineMs: number;
  retry: RetryMode;
  maxRetries: number;
  headers: Record<string, string>;
  signal?: AbortSignal | undefined;
  mayAttempt?: CallOptions['mayAttempt'];
}

/** Client options, checked and with their defaults. */
export interface ClientSettings extends CallSettings {
  apiKey: string;
  baseUrl: string;
  ordered: boolean;
  fetch: typeof globalThis.fetch;
  logger: Logger;
  onAttempt?: ClientOptions['onAttempt'];
}

type Fetch = typeof globalThis.fetch;

const callSchema = z.object({
  timeoutMs: duration.default(15_000),
  deadlineMs: duration.default(60_000),
  retry: z.enum(['never', 'safe', 'at-least-once']).default('safe'),
  maxRetries: z.int().nonnegative().default(2),
  headers: instance<ExtraHeaders>().default({}).transform(checkedHeaders),
  signal: z.custom<AbortSignal>(isSignal, 'expected an AbortSignal').optional(),
  mayAttempt: callback<() => boolean>().optional(),
});

const clientSchema = callSchema.extend({
  // Anything else cannot stand in a header, and the transport's own error would print the key.
  apiKey: z
    .string('missing: pass it, or set GPTBOTS_API_KEY')
    .regex(/^[\x21-\x7e]+$/, 'expected visible ASCII characters'),
  region: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,57}[a-z0-9])?$/i, 'expected one DNS label')
    .optional(),
  baseUrl: z.string().optional(),
  ordered: z.boolean().default(true),
  // Looked up at each call: a test tool or an APM agent may replace the global one after this client was made.
  fetch: callback<Fetch>().default((): Fetch => (input, init) => globalThis.fetch(input, init)),
  logger: instance<Logger>().default({}),
  onAttempt: callback<NonNullable<ClientOptions['onAttempt']>>().optional(),
});

/** Checks the options of a client; throws kind `input`. */
export function clientSettings(options: ClientOptions): ClientSettings {
  const apiKey = options?.apiKey || readEnv('GPTBOTS_API_KEY');
  const { region, baseUrl, ...settings } = parseOptions(clientSchema, options && { ...options, apiKey });
  return { ...settings, baseUrl: resolveBaseUrl(region, baseUrl) };
}

/** Checks the options of one call; throws kind `input`. */
export function callSettings(options: CallOptions | undefined, client: ClientSettings): CallSettings {
  if (options === undefined) return client;
  const settings = parseOptions(callSchema, options && { ...client, ...defined(options) });
  return { ...settings, headers: { ...client.headers, ...settings.headers } };
}

// Structural: a polyfill's is none of ours to instanceof.
function isSignal(value: unknown): boolean {
  return typeof (value as AbortSignal | null)?.addEventListener === 'function';
}

function resolveBaseUrl(region: string | undefined, baseUrl: string | undefined): string {
  if (region === undefined) return checkedUrl(baseUrl ?? readEnv('GPTBOTS_BASE_URL') ?? 'https://api.gptbots.ai');
  if (baseUrl === undefined) return `https://api-${region.toLowerCase()}.gptbots.ai`;
  throw inputError('region, baseUrl: pass only one of them');
}

// The error never quotes the value: it may hold a password.
function checkedUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || /[?#]/.test(value)) {
    throw inputError('baseUrl, GPTBOTS_BASE_URL: expected an http(s) URL without credentials, query or fragment');
  }
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

// Authorization and Content-Type are set over them when the request is made.
function checkedHeaders(headers: ExtraHeaders, ctx: z.RefinementCtx): Record<string, string> {
  try {
    return Object.fromEntries(new Headers(headers).entries());
  } catch {
    ctx.addIssue('expected valid HTTP headers');
    return z.NEVER;
  }
}
