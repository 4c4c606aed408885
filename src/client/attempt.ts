import type { $Fetch } from 'ofetch';
import type * as z from 'zod';
import { onceRead } from '../internal/late.ts';
import { limit } from '../internal/waiting.ts';
import { readAnswer } from './answer.ts';
import { askedWaitMs } from './asked-wait.ts';
import { type AnswerHead, brokenAnswer, type Failure, noAnswer, stopped } from './failure.ts';
import { judge, type Success } from './judge.ts';
import type { Carried } from './transport.ts';
import { plainCause } from './transport-failure.ts';

/** Everything one attempt needs. */
export interface AttemptRequest<T> {
  transport: $Fetch;
  url: string;
  headers: Record<string, string>;
  body: string;
  responseSchema: z.ZodType<T>;
  /** The time limit of this attempt, reading the answer included. */
  timeoutMs: number;
  /** The caller's signal. */
  signal: AbortSignal | undefined;
  redact(text: string): string;
}

/**
 * Sends the request once and reads the answer. Never rejects. Settles when the time is up or the caller aborts, even if
 * the transport ignores its signal.
 */
export function attempt<T>(request: AttemptRequest<T>): Promise<Success<T> | Failure> {
  return new Promise((resolve) => {
    const controller = new AbortController();
    const progress: Progress = { head: undefined, done: false };
    const dueAt = performance.now() + request.timeoutMs;
    const clear = limit(request.timeoutMs, request.signal, (reason) => {
      const stop = () => {
        if (progress.done) return;
        resolve(stopped(reason, progress.head));
        controller.abort();
      };
      if (reason === 'timeout') onceRead(dueAt, stop);
      else stop();
    });
    exchange(request, controller.signal, progress).then((result) => {
      progress.done = true;
      clear();
      resolve(result);
    });
  });
}

interface Progress {
  head: AnswerHead | undefined;
  done: boolean;
}

async function exchange<T>(
  request: AttemptRequest<T>,
  signal: AbortSignal,
  progress: Progress,
): Promise<Success<T> | Failure> {
  try {
    // ofetch (1.5) only sends the request. Its timeout ends with the headers
    // (https://github.com/unjs/ofetch/issues/620), and its retries reuse a signal that has fired
    // (https://github.com/unjs/ofetch/pull/621).
    const carried = await request.transport.raw(request.url, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
      signal,
      redirect: 'manual',
      retry: false,
      ignoreResponseError: true,
      responseType: 'stream',
    });
    // The cast holds: ofetch returns the object that our transport gave it.
    const { response } = carried as unknown as Carried;
    const head = { status: response.status, retryAfterMs: askedWaitMs(response.status, response.headers) };
    progress.head = head;
    return judge(head, await readAnswer(response), request.responseSchema);
  } catch (error) {
    const failure = progress.head ? brokenAnswer(progress.head) : noAnswer(error);
    return { ...failure, cause: plainCause(error, request.redact) };
  }
}
