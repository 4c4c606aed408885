import * as z from 'zod';
import { parseOptions } from '../../internal/options.ts';

/** Options of `checkWebhook`. */
export interface CheckOptions {
  /** The webhook secret, sent as `Authorization: Bearer <secret>`. @default none is sent */
  secret?: string | undefined;
  /** For the whole run, in milliseconds; 30000 at most. @default 30000 */
  timeoutMs?: number | undefined;
  /** Where a target that is no URL believes itself to be. @default http://localhost */
  baseUrl?: string | URL | undefined;
}

const maxTimeoutMs = 30_000;

const schema = z.strictObject({
  // A space or a line break at an end is cut off by HTTP; one inside cannot be sent.
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

/** Checks options; throws kind `input`. */
export function checkSettings(options: CheckOptions): CheckSettings {
  const settings = parseOptions(schema, options);
  return { ...settings, unfinishedMs: settings.timeoutMs / 2 };
}
