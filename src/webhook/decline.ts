import { readField, readSafely } from '../internal/thrown.ts';

// Symbol.for, so that the ESM and the CJS copy of this package recognise each other's results.
const brand = Symbol.for('gptbots-human.declined');

/** The result of {@link decline}. */
export interface Declined {
  /** The reason in the answer's `message`. */
  readonly reason: string | undefined;
}

/**
 * Declines a request when a handler returns it: GPTBots gets HTTP 503, and after an establish the user sees "Busy".
 *
 * @param reason becomes the answer's `message`, so GPTBots can read it
 */
export function decline(reason?: string): Declined {
  return Object.freeze({ [brand]: true, reason });
}

/** Declines a request that could not be handled, for a reason that was reported already. */
export function declineAfter(error: unknown, reason: string): Declined {
  return Object.freeze({ [brand]: true, reason, error });
}

/** Why a request that was declined could not be handled; undefined when nothing failed. */
export function failureOf(declined: Declined): unknown {
  return readField(declined, 'error');
}

/** Whether a handler's result is that of {@link decline}. */
export function isDeclined(value: unknown): value is Declined {
  return readField(value, brand) === true;
}

/** The reason as text; undefined when it cannot be shown. JavaScript callers may have passed any value. */
export function reasonOf(declined: Declined): string | undefined {
  const reason: unknown = readSafely(() => declined.reason);
  return typeof reason === 'string' || typeof reason === 'number' || typeof reason === 'bigint'
    ? String(reason)
    : undefined;
}
