import { GptBotsHumanError } from '../internal/error.ts';

/** The error for a store that does not answer, or not in time. */
export function storeError(what: string, conversation_id: string | undefined, cause?: unknown): GptBotsHumanError {
  const about =
    conversation_id === undefined ? '' : ` for conversation ${JSON.stringify(conversation_id.slice(0, 100))}`;
  return new GptBotsHumanError(
    `Redis ${what}${about}. It is not known whether it was carried out: ask again, with the same id for a reply. Nothing is done twice.`,
    { kind: 'store', delivery: 'unknown', conversation_id, ...(cause === undefined ? {} : { cause: plain(cause) }) },
  );
}

// What Redis says may repeat what it was sent, which is the customer's.
function plain(cause: unknown): { name: string; message: string } {
  const { name, message } = cause instanceof Error ? cause : { name: typeof cause, message: '' };
  return { name, message: /^[A-Z]{2,20}\b/.exec(message)?.[0] ?? '' };
}
