import { inputError } from '../internal/options.ts';
import { readField } from '../internal/thrown.ts';

// Symbol.for, so that the ESM and the CJS copy of this package recognise each other's results.
const brand = Symbol.for('gptbots-human.turned-away');

/** The result of {@link turnAway}. */
export interface TurnedAway {
  /** What the user reads. */
  readonly text: string;
}

/**
 * Turns a user away with a text, as the result of `accept` or as `whenFull`: GPTBots gets its 200, the text is sent, and the
 * session is closed as `turned_away`. Use `decline()` to show them "Busy" instead.
 *
 * @param text what the user reads, such as when to come again
 * @throws {GptBotsHumanError} kind `input`, when there is no text
 */
export function turnAway(text: string): TurnedAway {
  if (typeof text !== 'string' || text.trim() === '') {
    throw inputError('turnAway: expected the text that the user reads. To show them "Busy", return decline() instead.');
  }
  return Object.freeze({ [brand]: true, text });
}

/** Whether a value is the result of {@link turnAway}. */
export function isTurnedAway(value: unknown): value is TurnedAway {
  return readField(value, brand) === true;
}
