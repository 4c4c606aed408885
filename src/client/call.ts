import type { $Fetch } from 'ofetch';
import type * as z from 'zod';
import type { Attempt, Delivery } from '../internal/error.ts';
import { createRedactor } from '../internal/foreign-text.ts';
import type { KeyedQueue, Place } from '../internal/keyed-queue.ts';
import { limit, pause, type StopReason } from '../internal/limit.ts';
import { log, notify } from '../internal/logger.ts';
import { attempt } from './attempt.ts';
import { type CallName, callFailed } from './errors.ts';
import { abortedBetween, neverStarted } from './failure.ts';
import { combinedDelivery, mayRetry, pauseMs } from './retry.ts';
import type { CallSettings, ClientSettings } from './settings.ts';

/** One call to GPTBots, ready to be made. */
export interface Call<T> extends CallName {
  url: string;
  /** The request as JSON. The same in every attempt, its timestamp included. */
  body: string;
  /** The customer's text in it, to keep it out of errors. */
  secrets: string[];
  responseSchema: z.ZodType<T>;
  settings: CallSettings;
}

/** Makes a call: waits for its turn, then tries until it succeeds, may not be repeated, or the time is up. */
export async function perform<T>(
  call: Call<T>,
  client: ClientSettings,
  transport: $Fetch,
  turns: KeyedQueue,
): Promise<T> {
  const endsAt = performance.now() + call.settings.deadlineMs;
  if (!client.ordered) return tryUntilDone(call, client, transport, endsAt);
  const place = turns.enter(call.conversation_id);
  if (place) await waitInLine(call, place);
  try {
    // Retries happen inside the turn, so a later call cannot overtake this one.
    return await tryUntilDone(call, client, transport, endsAt);
  } finally {
    turns.leave(call.conversation_id);
  }
}

async function waitInLine<T>(call: Call<T>, { turn, giveUp }: Place): Promise<void> {
  let why: StopReason = 'timeout';
  const clear = limit(call.settings.deadlineMs, call.settings.signal, (reason) => {
    why = reason;
    giveUp();
  });
  const granted = await turn;
  clear();
  if (!granted) throw callFailed(call, neverStarted(why), 'not_sent', []);
}

async function tryUntilDone<T>(call: Call<T>, client: ClientSettings, transport: $Fetch, endsAt: number): Promise<T> {
  const { operation, conversation_id, url, body, responseSchema, settings } = call;
  const { retry, maxRetries, signal, mayAttempt } = settings;
  const { apiKey, logger, onAttempt } = client;
  const redact = createRedactor([apiKey, ...call.secrets]);
  const headers = {
    accept: 'application/json',
    ...settings.headers,
    authorization: `Bearer ${apiKey}`,
    'content-type': 'application/json',
  };
  const attempts: Attempt[] = [];
  let delivery: Delivery = 'not_sent';

  if (signal?.aborted || mayAttempt?.() === false) throw callFailed(call, neverStarted('aborted'), 'not_sent', []);
  for (;;) {
    const startedAt = Date.now();
    const start = performance.now();
    const timeoutMs = Math.min(settings.timeoutMs, Math.max(1, endsAt - start));
    const result = await attempt({ transport, url, headers, body, responseSchema, timeoutMs, signal, redact });
    const made: Attempt = { startedAt, durationMs: performance.now() - start, outcome: result.kind };
    if (result.status !== undefined) made.status = result.status;
    attempts.push(made);
    if (onAttempt) notify(() => onAttempt(made, { operation, conversation_id }));
    if (result.kind === 'success') return result.answer;

    delivery = combinedDelivery(delivery, result.delivery);
    const failure = result.apiMessage === undefined ? result : { ...result, apiMessage: redact(result.apiMessage) };
    const wait = pauseMs(attempts.length - 1, failure.retryAfterMs);
    const isLast = attempts.length > maxRetries || !mayRetry(failure, retry) || wait >= endsAt - performance.now();
    if (isLast) throw callFailed(call, failure, delivery, attempts);
    log(logger, 'warn', 'gptbots-human will retry', { operation, conversation_id, kind: failure.kind, pauseMs: wait });
    const over = await pause(wait, signal);
    if (over === 'aborted' || mayAttempt?.() === false)
      throw callFailed(call, abortedBetween(failure), delivery, attempts);
    // A busy process wakes up late.
    if (performance.now() >= endsAt) throw callFailed(call, failure, delivery, attempts);
  }
}
