import type { Attempt, Delivery, ErrorCause } from '../internal/error.ts';
import type { StopReason } from '../internal/waiting.ts';
import { NotAResponse } from './fetch-like.ts';
import { transportStage } from './transport-failure.ts';

/** Whether an attempt may be repeated: `safe` it certainly had no effect, `ambiguous` it perhaps had one. */
export type Repeat = 'safe' | 'ambiguous' | 'never';

/** How one attempt failed. */
export interface Failure {
  kind: Exclude<Attempt['outcome'], 'success'>;
  delivery: Delivery;
  repeat: Repeat;
  /** What happened, as the end of a sentence. */
  what: string;
  /** What to do about it, where that does not follow from the rest. */
  advice?: string;
  status?: number | undefined;
  code?: number | undefined;
  apiMessage?: string | undefined;
  retryAfterMs?: number | undefined;
  cause?: ErrorCause;
}

/** What is known of an answer before its body. */
export interface AnswerHead {
  status: number;
  retryAfterMs: number | undefined;
}

/** The transport threw before there was an answer. */
export function noAnswer(error: unknown): Failure {
  const mistaken = notAResponse(error);
  if (mistaken) return mistaken;
  const stage = transportStage(error);
  if (stage === 'unclear') return connection('unknown', 'ambiguous', 'the connection broke before an answer came');
  if (stage === 'never-connected') return connection('not_sent', 'safe', 'no connection could be made');
  return { ...connection('not_sent', 'never', stage.what), advice: stage.advice };
}

function connection(delivery: Delivery, repeat: Repeat, what: string): Failure {
  return { kind: 'connection', delivery, repeat, what };
}

// ofetch wraps what its fetch threw.
function notAResponse(error: unknown): Failure | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof NotAResponse)) return undefined;
  const advice = 'Have the fetch option resolve with a Response.';
  return { kind: 'response', delivery: 'unknown', repeat: 'never', what: cause.message, advice };
}

/** The status came, but the body broke off. */
export function brokenAnswer(head: AnswerHead): Failure {
  return { ...incomplete(head), kind: 'connection', what: `the answer (HTTP ${head.status}) broke off` };
}

/** Time ran out or the caller aborted, before or after the head of the answer came. */
export function stopped(kind: StopReason, head: AnswerHead | undefined): Failure {
  const failure = incomplete(head);
  if (kind === 'timeout') return { ...failure, kind, what: 'no complete answer came in time' };
  return { ...failure, kind, repeat: 'never', what: 'the caller aborted it' };
}

// A 2xx without its body may yet be a refusal.
function incomplete(head: AnswerHead | undefined): Failure {
  if (head && !isSuccess(head.status)) return refused(head);
  return { ...connection('unknown', 'ambiguous', ''), status: head?.status };
}

/** The call was stopped before its first attempt: behind earlier calls of its conversation, or sooner. */
export function neverStarted(kind: StopReason): Failure {
  const what = kind === 'timeout' ? 'deadlineMs ran out behind earlier calls' : 'the caller aborted it';
  return { kind, delivery: 'not_sent', repeat: 'never', what };
}

/** The caller aborted while the call paused after `failure`. */
export function abortedBetween(failure: Failure): Failure {
  return { ...failure, kind: 'aborted', what: 'the caller aborted it' };
}

/** A 2xx answer that is not the documented one. A repeat would not make it any clearer. */
export function notTheContract(status: number, what: string): Failure {
  return {
    kind: 'response',
    delivery: 'unknown',
    repeat: 'never',
    what: `the answer (HTTP ${status}) ${what}`,
    status,
  };
}

/** GPTBots, or something before it, said no. A `code` comes from GPTBots; with a 2xx status it is its refusal even without one. */
export function refused({ status, retryAfterMs }: AnswerHead, code?: number, apiMessage?: string): Failure {
  const failure = { ...byStatus(status, retryAfterMs), apiMessage, retryAfterMs };
  if (code !== undefined) return { ...failure, kind: 'api', code, what: `${failure.what}, code ${code}` };
  return isSuccess(status) ? { ...failure, kind: 'api', what: `${failure.what} with an error` } : failure;
}

/** Whether a status says that the call was taken. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

// What a status says by itself, other than that the call succeeded. The API's statuses are not documented, so only what
// every HTTP server means alike counts as certain.
function byStatus(status: number, retryAfterMs: number | undefined): Failure {
  const redirect = status === 0 || (status >= 300 && status < 400);
  const overloaded = status === 429 || (status === 503 && retryAfterMs !== undefined);
  const unclear = !overloaded && (status === 408 || status >= 500);
  return {
    kind: 'http',
    delivery: unclear ? 'unknown' : 'rejected',
    repeat: unclear ? 'ambiguous' : overloaded ? 'safe' : 'never',
    what: redirect ? 'it was redirected, which is not followed' : `GPTBots answered HTTP ${status}`,
    status,
  };
}
