import { defined } from '../internal/defined.ts';
import { type ErrorCause, GptBotsHumanError, isGptBotsHumanError } from '../internal/error.ts';
import { quotedId } from '../internal/quoted-id.ts';
import { readField, readThrown } from '../internal/thrown.ts';

/**
 * The error for a call of a connector that failed. Of a foreign error it holds the name, the code and the status: its message
 * may repeat what was posted, or an address with a token.
 *
 * @param what the call, as `post`
 */
export function roomError(name: string, what: string, conversation_id: string, error: unknown): GptBotsHumanError {
  const cause = causeOf(error);
  const reason = [cause.name, cause.code, cause.message].filter(Boolean).join(', ');
  return new GptBotsHumanError(
    `Conversation ${quotedId(conversation_id)}: ${what} failed in the agents' room of bridge ${quotedId(name)} (${reason}). The agents may or may not see it. The customer is not concerned.`,
    {
      kind: 'connection',
      delivery: 'unknown',
      conversation_id,
      status: numberIn(error, 'status') ?? numberIn(error, 'statusCode'),
      retryAfterMs: retryAfterMsOf(error),
      cause,
    },
  );
}

/** What a room asks to wait, in milliseconds. */
export function retryAfterMsOf(error: unknown): number | undefined {
  const ms = numberIn(error, 'retryAfterMs');
  return ms !== undefined && ms > 0 ? ms : undefined;
}

function causeOf(error: unknown): ErrorCause {
  const { name, message } = readThrown(error);
  const code = readField(error, 'code');
  const isSafe = isGptBotsHumanError(error);
  const isCode = (typeof code === 'string' || typeof code === 'number') && /^[\w.-]{1,60}$/.test(`${code}`);
  return defined({
    name: /^\w{1,60}$/.test(name) ? name : 'Error',
    message: isSafe ? message : '',
    code: isCode ? `${code}` : undefined,
  }) as ErrorCause;
}

function numberIn(error: unknown, field: string): number | undefined {
  const value = readField(error, field);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
