import type { $Fetch } from 'ofetch';
import type * as z from 'zod';
import type { Attempt, Delivery } from '../internal/error.ts';
import type { KeyedQueue } from '../internal/keyed-queue.ts';
import { log, notify } from '../internal/logger.ts';
import { attempt } from './attempt.ts';
import { type CallName, callFailed } from './errors.ts';
import { abortedBetween, neverStarted } from './failure.ts';
import { limit, pause } from './limit.ts';
import { redactor } from './redact.ts';
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
  const { signal, clear } = limit(call.settings.deadlineMs, call.settings.signal, 'aborted');
  const hasTurn = client.ordered && (await turns.enter(call.conversation_id, signal)) !== false;
  try {
    if (signal.aborted) throw callFailed(call, neverStarted(signal.reason), 'not_sent', []);
    // Retries happen inside the turn, so a later call cannot overtake this one.
    return await tryUntilDone(call, client, transport, signal, endsAt);
  } finally {
    if (hasTurn) turns.leave(call.conversation_id);
    clear();
  }
}

async function tryUntilDone<T>(
  call: Call<T>,
  client: ClientSettings,
  transport: $Fetch,
  signal: AbortSignal,
  endsAt: number,
): Promise<T> {
  const { operation, conversation_id, url, body, responseSchema, settings } = call;
  const { timeoutMs, retry, maxRetries } = settings;
  const { apiKey, logger, onAttempt } = client;
  const redact = redactor([apiKey, ...call.secrets]);
  const headers = {
    accept: 'application/json',
    ...settings.headers,
    authorization: `Bearer ${apiKey}`,
    'content-type': 'application/json',
  };
  const attempts: Attempt[] = [];
  let delivery: Delivery = 'not_sent';

  for (;;) {
    const startedAt = Date.now();
    const start = performance.now();
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
    await pause(wait, signal);
    if (!signal.aborted) continue;
    const between = signal.reason === 'aborted' ? abortedBetween(failure) : failure;
    throw callFailed(call, between, delivery, attempts);
  }
}
