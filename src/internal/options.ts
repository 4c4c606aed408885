import * as z from 'zod';
import { GptBotsHumanError } from './error.ts';
import { describeIssues } from './issues.ts';
import { requireZod4 } from './zod-4.ts';

requireZod4();

/** A duration in milliseconds. setTimeout takes anything longer for 1 ms. */
export const duration = z.number().positive().max(2_147_483_647);

/** A function of yours. */
export function callback<T>(): z.ZodType<T, T> {
  return z.custom<T>((value) => typeof value === 'function', 'expected a function');
}

/** An object of yours, taken as it is. */
export function instance<T>(): z.ZodType<T, T> {
  return z.custom<T>((value) => typeof value === 'object' && value !== null, 'expected an object');
}

/** Checks options; throws kind `input`, naming each wrong one, never its value. */
export function parseOptions<T>(schema: z.ZodType<T>, options: unknown): T {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw inputError(describeIssues(parsed.error.issues, 'options'));
}

/** The error for an option that is wrong. Nothing was sent. */
export function inputError(message: string): GptBotsHumanError {
  return new GptBotsHumanError(message, { kind: 'input', delivery: 'not_sent' });
}
