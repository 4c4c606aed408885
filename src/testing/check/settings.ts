import * as z from 'zod';
import { parseOptions } from '../../internal/options.ts';

/** Options of `checkWebhook`. */
export interface CheckOptions {
  /** The webhook secret, sent as `Authorization: Bearer <secret>`. @default none is sent */
  secret?: string | undefined;
  /** Time limit of the whole run, in milliseconds. At most 30000. @default 30000 */
  timeoutMs?: number | undefined;
  /** The base URL of requests to a target that is no URL itself. @default http://localhost */
  baseUrl?: string | URL | undefined;
}

const maxTimeoutMs = 30_000;

const schema = z.strictObject({
  // HTTP removes white space at the ends of a header. A line break inside cannot be sent.
  secret: z
    .string()
    .trim()
    .regex(/^\P{Cc}*$/u, 'holds a line break or a control character, which no HTTP header can carry')
    .transform((secret) => secret || undefined)
    .optional(),
  timeoutMs: z
    .custom<number>((value) => Number(value) > 0 && typeof value === 'number', 'expected a positive number')
    .default(maxTimeoutMs)
    .transform((ms) => Math.min(ms, maxTimeoutMs)),
  baseUrl: z
    .union([z.string(), z.instanceof(URL)])
    .default('http://localhost')
    .transform(String),
});

/** Checked options. */
export type CheckSettings = z.output<typeof schema> & {
  /** How long a body that never ends is waited with. */
  unfinishedMs: number;
};

/** Checks options. Throws kind `input`. */
export function checkSettings(options: CheckOptions): CheckSettings {
  const settings = parseOptions(schema, options);
  return { ...settings, unfinishedMs: settings.timeoutMs / 2 };
}
