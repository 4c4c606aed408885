import type { Delivery } from '../internal/error.ts';
import type { Failure } from './failure.ts';
import type { Operation } from './options.ts';

// Error codes of other endpoints of the platform's API. The documentation names none for these.
const codes: Record<number, string> = {
  20022: 'Top up the credits of the account.',
  20055: 'Switch on the API of the agent.',
  20059: 'The agent was deleted.',
  40127: 'Check the API key.',
  40356: 'Check conversation_id: GPTBots does not know it.',
  40358: 'Take the API key of the agent of this conversation_id.',
  40378: 'The agent was deleted.',
  40379: 'Top up the credits of the account.',
};

const again = {
  sendReply: 'If you send it again, it may be shown twice.',
  closeSession: 'Close it again.',
  checkWebhooks: 'Check again.',
};

/** A sentence that says what to do about a failed call; empty when there is nothing to do. */
export function adviceFor(operation: Operation, failure: Failure, delivery: Delivery): string {
  const { kind, status = 0, code } = failure;
  if (failure.advice) return failure.advice;
  if (kind === 'response') return 'Check that baseUrl is the GPTBots API.';
  if (delivery === 'unknown') return again[operation];
  if (kind === 'aborted') return '';
  const known = codes[code ?? 0];
  if (known) return known;
  if (status === 401 || status === 403) return 'Check the API key.';
  if (status === 429 || status === 503 || kind === 'timeout') return later(operation);
  if (kind === 'connection') return 'Check baseUrl and the network.';
  if (kind === 'api' && operation !== 'checkWebhooks')
    return 'Check conversation_id, and that the conversation is open.';
  if (kind === 'api') return '';
  if (status === 407) return 'Check the credentials of the proxy.';
  if (status === 404 && operation === 'checkWebhooks')
    return 'Check baseUrl; this edition of GPTBots may not offer the check.';
  return 'Check baseUrl: the GPTBots API answers differently.';
}

function later(operation: Operation): string {
  return operation === 'sendReply' ? 'Send it again later.' : 'Try again later.';
}
