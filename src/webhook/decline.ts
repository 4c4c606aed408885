// Symbol.for, so that the ESM and the CJS copy of this package understand each other.
const brand = Symbol.for('gptbots-human.declined');

/** The result of {@link decline}. */
export interface Declined {
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
  // Any object may be looked at for the brand.
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}
