import { inputError } from '../../internal/options.ts';

/** Options of `checkWebhook`. */
export interface CheckOptions {
  /** The webhook secret, sent as `Authorization: Bearer <secret>`. @default none is sent */
  secret?: string | undefined;
  /** For the whole run, in milliseconds; 30000 at most. @default 30000 */
  timeoutMs?: number | undefined;
  /** Where a target that is no URL believes itself to be. @default http://localhost */
  baseUrl?: string | URL | undefined;
}

/** Checked options. */
export interface CheckSettings {
  secret: string | undefined;
  timeoutMs: number;
  baseUrl: string;
}

const maxTimeoutMs = 30_000;

/** Checks options; throws kind `input`. */
export function checkSettings({ secret, timeoutMs = maxTimeoutMs, baseUrl }: CheckOptions): CheckSettings {
  // A space or a line break at an end is cut off by HTTP; one inside cannot be sent.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (secret !== undefined && /[\u0000-\u001f\u007f]/.test(secret.trim())) {
    throw inputError('secret: holds a line break or a control character, which no HTTP header can carry.');
  }
  if (!(timeoutMs > 0)) throw inputError('timeoutMs: expected a positive number of milliseconds.');
  return {
    secret: secret?.trim() || undefined,
    timeoutMs: Math.min(timeoutMs, maxTimeoutMs),
    baseUrl: String(baseUrl ?? 'http://localhost'),
  };
}
