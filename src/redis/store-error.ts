import { GptBotsHumanError } from '../internal/error.ts';
import { quotedId } from '../internal/quoted-id.ts';
import { readThrown } from '../internal/thrown.ts';

/** The error for a Redis that does not answer, or not in time. */
export function storeError(
  what: string,
  { conversationId, isWrite }: { conversationId?: string | undefined; isWrite: boolean },
  cause: unknown,
): GptBotsHumanError {
  const about = conversationId === undefined ? '' : ` for conversation ${quotedId(conversationId)}`;
  const advice = isWrite
    ? 'It is not known whether the change was made. Ask for it again, for a reply with the same id: nothing is done twice.'
    : 'Ask again.';
  return new GptBotsHumanError(`Redis ${what}${about}. ${advice}`, {
    kind: 'store',
    delivery: isWrite ? 'unknown' : 'not_sent',
    conversation_id: conversationId,
    cause: plain(cause),
  });
}

// What Redis says may repeat what it was sent, which is the customer's.
function plain(cause: unknown): { name: string; message: string } {
  const { name, message } = readThrown(cause);
  return { name, message: /^[A-Z]{2,20}\b/.exec(message)?.[0] ?? '' };
}
