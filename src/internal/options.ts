import * as z from 'zod';
import { GptBotsHumanError } from './error.ts';
import { describeIssues } from './issues.ts';
import { readField } from './thrown.ts';
import { requireZod4 } from './zod-4.ts';

requireZod4();

/**
 * A duration in milliseconds. For longer ones, setTimeout would wait 1 ms (https://github.com/nodejs/node/issues/4541).
 */
export const duration = z.number().positive().max(2_147_483_647);

/** A duration in milliseconds that no timer is set to, `Infinity` included. */
export const anyDuration = z.custom<number>(
  (value) => typeof value === 'number' && value > 0,
  'expected a positive number',
);

/** A schema for a function of the developer's. */
export function callback<T>(): z.ZodType<T, T> {
  return z.custom<T>((value) => typeof value === 'function', 'expected a function');
}

/** A schema for an object of the developer's, which is used as it is. */
export function instance<T>(): z.ZodType<T, T> {
  return z.custom<T>((value) => typeof value === 'object' && value !== null, 'expected an object');
}

/** A schema for what watches a part of the package: only its own has this function. */
export function telemetryWith<T>(name: keyof T): z.ZodType<T, T> {
  return z.custom<T>((value) => typeof readField(value, name) === 'function', 'expected its part of createTelemetry()');
}

/** Checks options. Throws kind `input`, which names the wrong options but not their values. */
export function parseOptions<T>(schema: z.ZodType<T>, options: unknown): T {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw inputError(describeIssues(parsed.error.issues, 'options'));
}

/** The error for a wrong option. Nothing was sent. */
export function inputError(message: string): GptBotsHumanError {
  return new GptBotsHumanError(message, { kind: 'input', delivery: 'not_sent' });
}
