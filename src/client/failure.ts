import type { Attempt, Delivery, ErrorCause } from '../internal/error.ts';
import type { StopReason } from '../internal/waiting.ts';
import { NotAResponse } from './fetch-like.ts';
import { transportStage } from './transport-failure.ts';

/** Whether an attempt may be repeated. `safe`: it certainly had no effect. `ambiguous`: it may have had one. */
export type Repeat = 'safe' | 'ambiguous' | 'never';

/** How one attempt failed. */
export interface Failure {
  kind: Exclude<Attempt['outcome'], 'success'>;
  delivery: Delivery;
  repeat: Repeat;
  /** What happened, as the end of a sentence. */
  what: string;
  /** What to do about it, when the other fields do not tell. */
  advice?: string;
  status?: number | undefined;
  code?: number | undefined;
  apiMessage?: string | undefined;
  retryAfterMs?: number | undefined;
  cause?: ErrorCause;
}

/** An answer without its body. */
export interface AnswerHead {
  status: number;
  retryAfterMs: number | undefined;
}

/** The failure when the transport threw and no answer came. */
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

// ofetch wraps an error of its fetch, so ours is the cause.
function notAResponse(error: unknown): Failure | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof NotAResponse)) return undefined;
  const advice = 'Make the fetch option resolve with a Response.';
  return { kind: 'response', delivery: 'unknown', repeat: 'never', what: cause.message, advice };
}

/** The failure when the status came, but the body broke off. */
export function brokenAnswer(head: AnswerHead): Failure {
  return { ...incomplete(head), kind: 'connection', what: `the answer (HTTP ${head.status}) broke off` };
}

/** The failure when time ran out or the caller aborted. `head` is undefined when no answer had come yet. */
export function stopped(kind: StopReason, head: AnswerHead | undefined): Failure {
  const failure = incomplete(head);
  if (kind === 'timeout') return { ...failure, kind, what: 'no complete answer came in time' };
  return { ...failure, kind, repeat: 'never', what: aborts[kind] };
}

// GPTBots can refuse with HTTP 200, so a 2xx without its body does not say what happened.
function incomplete(head: AnswerHead | undefined): Failure {
  if (head && !isSuccess(head.status)) return refused(head);
  return { ...connection('unknown', 'ambiguous', ''), status: head?.status };
}

// Who stopped the call. The kind is `aborted` for both.
const aborts = { aborted: 'the caller aborted it', mayAttempt: 'mayAttempt returned false' };

/** The failure when the call was stopped before its first attempt, while it waited for earlier calls or before. */
export function neverStarted(why: StopReason | 'mayAttempt'): Failure {
  const failure = { delivery: 'not_sent', repeat: 'never' } as const;
  if (why === 'timeout') return { ...failure, kind: why, what: 'deadlineMs ran out waiting for earlier calls' };
  return { ...failure, kind: 'aborted', what: aborts[why] };
}

/** The failure when the call was stopped between `failure` and the next attempt. What GPTBots said belongs to `failure`. */
export function stoppedBetween(failure: Failure, why: 'aborted' | 'mayAttempt'): Failure {
  return { ...failure, kind: 'aborted', what: `${aborts[why]} after ${failure.what}` };
}

/** The failure for a 2xx answer that is not as documented. Repeating the call would not tell more. */
export function notTheContract(status: number, what: string): Failure {
  return {
    kind: 'response',
    delivery: 'unknown',
    repeat: 'never',
    what: `the answer (HTTP ${status}) ${what}`,
    status,
  };
}

/**
 * The failure when GPTBots, or a server in front of it, refused. An answer with a `code`, or with 2xx, is from GPTBots.
 */
export function refused({ status, retryAfterMs }: AnswerHead, code?: number, apiMessage?: string): Failure {
  const failure = { ...byStatus(status, retryAfterMs), apiMessage, retryAfterMs };
  if (code !== undefined) return { ...failure, kind: 'api', code, what: `${failure.what}, code ${code}` };
  return isSuccess(status) ? { ...failure, kind: 'api', what: `${failure.what} with an error` } : failure;
}

/** Whether a status means that the call was accepted. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

// What a status other than 2xx means by itself. GPTBots documents none, so only the meaning common to all HTTP servers
// counts as certain.
function byStatus(status: number, retryAfterMs: number | undefined): Failure {
  const redirect = status === 0 || (status >= 300 && status < 400);
  const overloaded = status === 429 || (status === 503 && retryAfterMs !== undefined);
  const unclear = !overloaded && (status === 408 || status >= 500);
  return {
    kind: 'http',
    delivery: unclear ? 'unknown' : 'rejected',
    repeat: unclear ? 'ambiguous' : overloaded ? 'safe' : 'never',
    what: redirect ? 'it was redirected' : `GPTBots answered HTTP ${status}`,
    status,
  };
}
