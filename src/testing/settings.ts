import * as z from 'zod';
import { type Clock, systemClock } from '../internal/clock.ts';
import { duration, instance, parseOptions } from '../internal/options.ts';
import type { PlatformOptions, VisitorOptions } from './types.ts';

const clock = z.custom<Clock>(
  (value) => [(value as Clock | null)?.now, (value as Clock | null)?.start].every((one) => typeof one === 'function'),
  'expected a clock, such as manualClock()',
);

// Strict: with an option misspelt, a test would test something else.
const schema = z.strictObject({
  // What stands in a header must be able to.
  secret: z
    .string()
    .regex(/^[^\p{Cc}]+$/u, 'expected text without control characters')
    .optional(),
  apiKey: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'expected visible ASCII characters')
    .optional(),
  waitTimeoutMs: duration.default(60_000),
  idleTimeoutMs: duration.default(600_000),
  webhookTimeoutMs: duration.default(15_000),
  // A function, because zod 4 copies an object that is given as the default
  // (https://github.com/colinhacks/zod/issues/5826).
  clock: clock.default(() => systemClock),
  seed: z.int().default(1),
  maxCallsBytes: z.int().positive().default(33_554_432),
});

const visitorSchema: z.ZodType<VisitorOptions> = z.strictObject({
  // What stands in them may be wrong: a test may want to see how the webhook takes it.
  email: z.any().optional(),
  user: z.any().optional(),
  transcript: z.any().optional(),
  fields: instance<Record<string, unknown>>().optional(),
});

/** Checks who comes; throws kind `input`, for what is no option. */
export function checkVisitorOptions(options: VisitorOptions): void {
  parseOptions(visitorSchema, options);
}

/** Options of a platform, checked and with their defaults. */
export type PlatformSettings = z.output<typeof schema>;

/** Checks the options of a platform; throws kind `input`. */
export function platformSettings(options: PlatformOptions): PlatformSettings {
  return parseOptions(schema, options);
}
