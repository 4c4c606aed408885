import { GptBotsHumanError, isGptBotsHumanError } from '../../internal/error.ts';
import { quotedId } from '../../internal/quoted-id.ts';
import { readThrown } from '../../internal/thrown.ts';

/** The error for a database that does not answer, or not in time; an error of this package's own stays as it is. */
export function storeError(
  database: string,
  { conversationId, isWrite }: { conversationId?: string | undefined; isWrite: boolean },
  cause: unknown,
): GptBotsHumanError {
  if (isGptBotsHumanError(cause)) return cause;
  const about = conversationId === undefined ? '' : ` for conversation ${quotedId(conversationId)}`;
  const advice = isWrite
    ? 'It is not known whether the change was made. Ask for it again, for a reply with the same id: nothing is done twice.'
    : 'Ask again.';
  const what = cause === tooSlow ? 'did not answer in time' : 'failed';
  return new GptBotsHumanError(`${database} ${what}${about}. ${advice}`, {
    kind: 'store',
    delivery: isWrite ? 'unknown' : 'not_sent',
    conversation_id: conversationId,
    cause: cause === tooSlow ? undefined : plain(cause),
  });
}

/** Stands for an answer that did not come in time. */
export const tooSlow = Symbol('too slow');

// What a database says may repeat what it was sent, which is the customer's: only its code is kept.
function plain(cause: unknown): { name: string; message: string } {
  const { name, message } = readThrown(cause);
  const code = (cause as { code?: unknown } | null)?.code;
  return { name, message: typeof code === 'string' ? code : (/^[A-Z]{2,20}\b/.exec(message)?.[0] ?? '') };
}
