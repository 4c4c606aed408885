import { type Attempt, type Delivery, GptBotsHumanError, type InputIssue } from '../internal/error.ts';
import { describeIssues } from '../internal/issues.ts';
import { quotedId } from '../internal/quoted-id.ts';
import { adviceFor } from './advice.ts';
import type { Failure } from './failure.ts';
import type { CallInfo, Operation } from './options.ts';

/** The error for a call that failed. Describes the last attempt, if one was made. */
export function callFailed(
  call: CallInfo,
  failure: Failure,
  delivery: Delivery,
  attempts: Attempt[],
): GptBotsHumanError {
  const { kind, what, apiMessage, status, code, retryAfterMs, cause } = failure;
  const { operation, conversation_id } = call;
  const said = apiMessage ? `: ${apiMessage}` : '';
  const times = attempts.length > 1 ? ` (attempt ${attempts.length})` : '';
  const parts = [
    `${subject(operation, conversation_id)} failed: ${what}${said}${times}.`,
    consequence(operation, delivery),
    adviceFor(operation, failure, delivery),
  ];
  return new GptBotsHumanError(parts.filter(Boolean).join(' '), {
    kind,
    delivery,
    status,
    code,
    apiMessage,
    retryAfterMs,
    attempts,
    conversation_id,
    cause,
  });
}

/** The error for wrong arguments. */
export function wrongInput(
  operation: Operation,
  issues: InputIssue[],
  conversation_id: unknown,
  details: { delivery: Delivery; attempts: Attempt[] } = { delivery: 'not_sent', attempts: [] },
): GptBotsHumanError {
  const known = typeof conversation_id === 'string' && conversation_id ? conversation_id : undefined;
  const outcome = details.attempts.length > 0 ? 'was not sent again' : 'was not sent';
  return new GptBotsHumanError(`${subject(operation, known ?? '')} ${outcome}: ${describeIssues(issues, 'input')}.`, {
    kind: 'input',
    ...details,
    issues,
    conversation_id: known,
  });
}

const nouns = { sendReply: 'The reply to', closeSession: 'The close of', checkWebhooks: 'The check of the webhooks' };

function subject(operation: Operation, conversation_id: string | undefined): string {
  const noun = nouns[operation];
  if (operation === 'checkWebhooks') return noun;
  return `${noun} conversation ${quotedId(conversation_id ?? '')}`;
}

function consequence(operation: Operation, delivery: Delivery): string {
  const unclear = delivery === 'unknown';
  if (operation === 'sendReply') return `The customer ${unclear ? 'may or may not have got' : 'did not get'} it.`;
  if (operation === 'closeSession') return `The session ${unclear ? 'may or may not be closed' : 'is still open'}.`;
  return '';
}
