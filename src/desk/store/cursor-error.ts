import { GptBotsHumanError } from '../../internal/error.ts';

/** The error for a cursor that cannot be followed from. */
export function cursorError(what: 'trimmed' | 'foreign'): GptBotsHumanError {
  const effect =
    what === 'trimmed' ? 'The events after this cursor are no longer kept' : 'The cursor is not one of this store';
  return new GptBotsHumanError(`${effect}: load desk.sessions() again, and follow from the cursor it gives.`, {
    kind: 'cursor',
    delivery: 'not_sent',
  });
}
