import { type Attempt, type Delivery, GptBotsHumanError, type InputIssue } from '../internal/error.ts';
import { describeIssues } from '../internal/issues.ts';
import type { Failure } from './failure.ts';
import type { Operation } from './options.ts';

/** Which call an error is about. */
export interface CallName {
  operation: Operation;
  conversation_id: string;
}

/** The error for a call whose attempts, if any were made, all failed; tells of the last one. */
export function callFailed(
  call: CallName,
  failure: Failure,
  delivery: Delivery,
  attempts: Attempt[],
): GptBotsHumanError {
  const { kind, what, apiMessage, status, code, retryAfterMs, cause } = failure;
  const said = apiMessage ? `: ${apiMessage}` : '';
  const times = attempts.length > 1 ? ` (attempt ${attempts.length})` : '';
  return new GptBotsHumanError(
    `${subject(call)} failed: ${what}${said}${times}. ${consequence(call, delivery)} ${advice(call, failure, delivery)}`.trim(),
    { kind, delivery, status, code, apiMessage, retryAfterMs, attempts, conversation_id: call.conversation_id, cause },
  );
}

/** The error for arguments that break the contract. */
export function wrongInput(operation: Operation, issues: InputIssue[], input: unknown): GptBotsHumanError {
  const given = (input as { conversation_id?: unknown } | null | undefined)?.conversation_id;
  const conversation_id = typeof given === 'string' ? given : '';
  return new GptBotsHumanError(
    `${subject({ operation, conversation_id })} was not sent: ${describeIssues(issues, 'input')}.`,
    {
      kind: 'input',
      delivery: 'not_sent',
      issues,
      conversation_id: conversation_id || undefined,
    },
  );
}

function subject({ operation, conversation_id }: CallName): string {
  const noun = operation === 'sendReply' ? 'The reply to' : 'The close of';
  return `${noun} conversation ${JSON.stringify(conversation_id.slice(0, 100))}`;
}

function consequence({ operation }: CallName, delivery: Delivery): string {
  const unclear = delivery === 'unknown';
  if (operation === 'sendReply') return `The customer ${unclear ? 'may or may not have got' : 'did not get'} it.`;
  return `The session ${unclear ? 'may or may not be closed' : 'is still open'}.`;
}

// The codes were seen on sibling endpoints of the platform's API.
function advice({ operation }: CallName, { kind, status = 0, code = 0 }: Failure, delivery: Delivery): string {
  if (kind === 'response') return 'Check that baseUrl is the GPTBots API.';
  if (delivery === 'unknown')
    return operation === 'sendReply' ? 'Sent again, it may be shown twice.' : 'Close it again.';
  if (code === 40127 || status === 401 || status === 403) return 'Check the API key.';
  if (code === 20059 || code === 40378) return 'The agent was deleted.';
  if (code) return 'Check conversation_id, and that the conversation is open.';
  return status === 429 || status === 503 || kind === 'timeout'
    ? 'Send it again later.'
    : 'Check baseUrl and the network.';
}
