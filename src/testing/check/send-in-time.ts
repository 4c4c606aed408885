import { realClearTimeout, realNow, realSetTimeout } from '../../internal/real-timers.ts';
import { describeError } from '../describe-error.ts';
import type { Target } from '../target.ts';
import { maxWebhookAnswerBytes, type OutgoingRequest } from '../transport.ts';
import { answerOf, type NoAnswer, type RequestOutcome } from './outcome.ts';
import type { Redaction } from './redaction.ts';

/** Sends a request to a webhook and waits at most `maxMs`. Never rejects. */
export async function sendInTime(
  target: Target,
  request: OutgoingRequest,
  maxMs: number,
  redaction: Redaction,
): Promise<RequestOutcome> {
  const startedAt = realNow();
  const abort = new AbortController();
  let status: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeUp = new Promise<'time up'>((resolve) => {
    timer = realSetTimeout(resolve, Math.max(0, maxMs), 'time up');
  });
  const none = (reason: NoAnswer['reason'], what: string): NoAnswer => {
    return { kind: 'none', reason, what, status, durationMs: realNow() - startedAt };
  };
  const sending = target.send(request, abort.signal, (seen) => {
    status = seen;
  });
  try {
    const result = await Promise.race([sending, timeUp]);
    if (result === 'time up') return none('timeout', 'no answer');
    if (result === 'too large') return none('endless', `${status}, and more than ${maxWebhookAnswerBytes} bytes`);
    if ('rubbish' in result) return none('rubbish', redaction.show(result.rubbish));
    return answerOf(result, realNow() - startedAt, redaction);
  } catch (error) {
    return none(target.kind === 'http' ? 'connection' : 'threw', describeError(error, redaction.show));
  } finally {
    realClearTimeout(timer);
    // Stops a request that is still running, such as one with an endless answer.
    abort.abort();
  }
}
