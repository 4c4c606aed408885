import { readSafely } from '../internal/thrown.ts';

// Symbol.for, so that the ESM and the CJS copy of this package understand each other.
const brand = Symbol.for('gptbots-human.declined');

/** The result of {@link decline}. */
export interface Declined {
  /** What GPTBots can read in the answer. */
  readonly reason: string | undefined;
}

/**
 * Return it from a handler to say no: GPTBots gets HTTP 503, and after an establish the user sees "Busy".
 *
 * @param reason goes into the answer's `message`, so GPTBots can read it
 */
export function decline(reason?: string): Declined {
  return Object.freeze({ [brand]: true, reason });
}

/** Whether a handler declined. */
export function isDeclined(value: unknown): value is Declined {
  // Any object may be looked at for the brand; a proxy may refuse to be.
  return typeof value === 'object' && readSafely(() => (value as Record<symbol, unknown>)[brand]) === true;
}

/** The reason of a decline; undefined when it is nothing that can be shown. JavaScript may have passed anything. */
export function reasonOf(declined: Declined): string | undefined {
  const reason: unknown = readSafely(() => declined.reason);
  return typeof reason === 'string' || typeof reason === 'number' || typeof reason === 'bigint'
    ? String(reason)
    : undefined;
}
