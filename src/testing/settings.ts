import * as z from 'zod';
import { type Clock, systemClock } from '../internal/clock.ts';
import { duration, instance, parseOptions } from '../internal/options.ts';
import type { PlatformOptions } from './types.ts';

const schema = z.object({
  secret: z.string().min(1).optional(),
  apiKey: z.string().min(1).optional(),
  waitTimeoutMs: duration.default(60_000),
  idleTimeoutMs: duration.default(600_000),
  webhookTimeoutMs: duration.default(15_000),
  clock: instance<Clock>().default(systemClock),
  seed: z.int().default(1),
});

/** Options of a platform, checked and with their defaults. */
export type PlatformSettings = z.output<typeof schema>;

/** Checks the options of a platform; throws kind `input`. */
export function platformSettings(options: PlatformOptions): PlatformSettings {
  return parseOptions(schema, options);
}
