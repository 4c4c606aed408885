import { GptBotsHumanError } from '../internal/error.ts';
import { quotedId } from '../internal/quoted-id.ts';
import { readThrown } from '../internal/thrown.ts';

/** The error when Redis fails or does not answer in time. */
export function storeError(
  what: string,
  { conversationId, isWrite }: { conversationId?: string | undefined; isWrite: boolean },
  cause: unknown,
): GptBotsHumanError {
  const about = conversationId === undefined ? '' : ` for conversation ${quotedId(conversationId)}`;
  const advice = isWrite
    ? 'The change may or may not have been made. Make the same call again, for a reply with the same id: nothing is done twice.'
    : 'Make the same call again.';
  return new GptBotsHumanError(`Redis ${what}${about}. ${advice}`, {
    kind: 'store',
    delivery: isWrite ? 'unknown' : 'not_sent',
    conversation_id: conversationId,
    cause: plain(cause),
  });
}

// Only the error code is kept, because Redis may repeat what it was sent, such as a customer's text.
function plain(cause: unknown): { name: string; message: string } {
  const { name, message } = readThrown(cause);
  return { name, message: /^[A-Z]{2,20}\b/.exec(message)?.[0] ?? '' };
}
