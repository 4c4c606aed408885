import * as z from 'zod';
import type { FetchResponse } from '../../client/fetch-like.ts';
import type { Logger } from '../../internal/logger.ts';
import { callback, duration, inputError, instance, parseOptions } from '../../internal/options.ts';

/** Options of `chatwootConnector`. */
export interface ChatwootOptions {
  /** Where your Chatwoot is, as `https://app.chatwoot.com`. */
  baseUrl: string | undefined;
  /** The number in the address of your account, `/app/accounts/<number>`. Digits from the environment will do. */
  accountId: number | string | undefined;
  /** The number in the address of the inbox' settings, `/settings/inboxes/<number>`. It has to be an API inbox. */
  inboxId: number | string | undefined;
  /**
   * The access token of an agent or administrator who is a member of the inbox, from *Profile settings*. The token of an
   * agent bot may not do what is needed.
   */
  apiAccessToken: string | undefined;
  /**
   * The secret that Chatwoot signs the inbox' callbacks with; Chatwoot 4.13 and later show it in the settings of the inbox.
   * A callback that is not signed with it, or was signed more than five minutes ago, is answered with 401.
   */
  webhookSecret?: string | undefined;
  /**
   * For a Chatwoot that does not sign: a secret of yours that the callback's URL has to end in, as `?token=<secret>`. Given
   * both, both are checked.
   */
  urlToken?: string | undefined;
  /** What calls Chatwoot's API. @default the global fetch */
  fetch?: ChatwootFetch | undefined;
  /** The time limit of one call of Chatwoot's API, in milliseconds. @default 10000 */
  timeoutMs?: number | undefined;
  /** Never gets a secret, a text or an address. @default warnings and errors go to the console */
  logger?: Logger | undefined;
}

/** A `fetch` that calls Chatwoot: the global one, or your own around it. */
export type ChatwootFetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
    redirect: 'manual';
  },
) => Promise<FetchResponse>;

/** The options, checked and with defaults. */
export interface ChatwootSettings {
  /** The address of the account's API, without a slash at its end. */
  accountUrl: string;
  inboxId: number;
  apiAccessToken: string;
  webhookSecret: string | undefined;
  urlToken: string | undefined;
  fetch: ChatwootFetch;
  timeoutMs: number;
  logger: Logger;
}

const consoleLogger: Logger = {
  warn: (message, fields) => console.warn(message, fields),
  error: (message, fields) => console.error(message, fields),
};

const id = z.preprocess(
  (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
  z.int('expected a number, as in the address that Chatwoot shows').positive(),
);

// An empty variable of the environment is none. White space at the end comes from a file, and Chatwoot knows none of it.
const secret = z
  .string()
  .refine((value) => value === value.trim(), 'has white space at its start or end; remove it')
  .transform((value) => value || undefined)
  .optional();

const schema = z.object({
  baseUrl: z.string().refine(isHttpUrl, 'expected an http(s) URL without credentials, query or fragment'),
  accountId: id,
  inboxId: id,
  // Other characters cannot be in a header, and fetch's error would print the token.
  apiAccessToken: z
    .string('missing: pass the token of an agent or administrator')
    .regex(/^[\x21-\x7e]+$/, 'expected visible ASCII characters, without white space'),
  webhookSecret: secret,
  urlToken: secret,
  // Looked up at each call: a test tool may replace the global fetch later.
  fetch: callback<ChatwootFetch>().default((): ChatwootFetch => (url, init) => globalThis.fetch(url, init)),
  timeoutMs: duration.default(10_000),
  logger: instance<Logger>().default(consoleLogger),
});

/** Checks the options. Throws kind `input`. */
export function chatwootSettings(options: ChatwootOptions): ChatwootSettings {
  const { baseUrl, accountId, ...settings } = parseOptions(schema, options);
  if (!settings.webhookSecret && !settings.urlToken) {
    throw inputError(
      'webhookSecret, urlToken: both are missing. Without one of them, anybody could write to your customers. Pass the secret that Chatwoot shows in the settings of the inbox, or a token that the callback URL ends in (?token=…).',
    );
  }
  const { webhookSecret, urlToken } = settings;
  const { origin, pathname } = new URL(baseUrl);
  const accountUrl = `${origin}${pathname.replace(/\/+$/, '')}/api/v1/accounts/${accountId}`;
  return { ...settings, accountUrl, webhookSecret, urlToken };
}

function isHttpUrl(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return !!url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !/[?#]/.test(value);
}
