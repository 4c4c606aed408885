import type { $Fetch } from 'ofetch';
import type * as z from 'zod';
import { asPromise } from '../internal/as-promise.ts';
import type { Attempt, Delivery } from '../internal/error.ts';
import { createRedactor, onOneLine } from '../internal/foreign-text.ts';
import type { KeyedQueue, Place } from '../internal/keyed-queue.ts';
import { log, notify } from '../internal/logger.ts';
import { readSafely } from '../internal/thrown.ts';
import { limit, pause, type StopReason } from '../internal/waiting.ts';
import { maxNameLength } from '../models/limits.ts';
import { attempt } from './attempt.ts';
import { callFailed, wrongInput } from './errors.ts';
import { type Failure, neverStarted, stoppedBetween } from './failure.ts';
import type { CallInfo, RetryMode } from './options.ts';
import { combinedDelivery, pauseMs } from './retry.ts';
import type { CallSettings, ClientSettings } from './settings.ts';

/** One call to GPTBots, ready to be made. */
export interface Call<T> {
  info: CallInfo;
  url: string;
  /** The request as JSON. Every attempt sends the same, with the same timestamp. */
  body: string;
  /** The texts in the request that are for the user, to keep them out of errors. */
  secrets: string[];
  responseSchema: z.ZodType<T>;
  mayRetry(failure: Failure, mode: RetryMode): boolean;
  settings: CallSettings;
  /** Those that were made. */
  attempts: Attempt[];
}

/**
 * Makes a call: waits for its turn, then tries until an attempt succeeds. Rejects when a failure must not be retried,
 * after `maxRetries` retries, when too little time is left, on an abort, and when `mayAttempt` allows no attempt.
 */
export async function perform<T>(
  call: Call<T>,
  client: ClientSettings,
  transport: $Fetch,
  turns: KeyedQueue,
): Promise<T> {
  const endsAt = performance.now() + call.settings.deadlineMs;
  const { conversation_id } = call.info;
  if (!client.ordered || conversation_id === undefined) return tryUntilDone(call, client, transport, endsAt);
  const place = turns.enter(conversation_id);
  if (place) await waitInLine(call, place);
  try {
    // Retries happen inside the turn, so a later call cannot overtake this one.
    return await tryUntilDone(call, client, transport, endsAt);
  } finally {
    turns.leave(conversation_id);
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
  if (!granted) throw callFailed(call.info, neverStarted(why), 'not_sent', []);
}

async function tryUntilDone<T>(call: Call<T>, client: ClientSettings, transport: $Fetch, endsAt: number): Promise<T> {
  const { info, url, body, responseSchema, settings, attempts } = call;
  const { retry, maxRetries, signal } = settings;
  const { apiKey, logger, onAttempt } = client;
  const redact = createRedactor([apiKey, ...call.secrets, ...Object.values(settings.headers)]);
  const headers = {
    accept: 'application/json',
    ...settings.headers,
    authorization: `Bearer ${apiKey}`,
    'content-type': 'application/json',
  };
  let delivery: Delivery = 'not_sent';

  if (signal?.aborted) throw callFailed(info, neverStarted('aborted'), 'not_sent', []);
  if (!mayAttempt(call, delivery, attempts)) throw callFailed(info, neverStarted('mayAttempt'), 'not_sent', []);
  for (;;) {
    const startedAt = Date.now();
    const start = performance.now();
    const timeoutMs = Math.min(settings.timeoutMs, Math.max(1, endsAt - start));
    const result = await attempt({ transport, url, headers, body, responseSchema, timeoutMs, signal, redact });
    const made: Attempt = { startedAt, durationMs: performance.now() - start, outcome: result.kind };
    if (result.status !== undefined) made.status = result.status;
    attempts.push(made);
    if (onAttempt) notify(() => onAttempt(made, info));
    if (result.kind === 'success') return result.answer;

    delivery = combinedDelivery(delivery, result.delivery);
    const failure = result.apiMessage === undefined ? result : { ...result, apiMessage: redact(result.apiMessage) };
    const wait = pauseMs(attempts.length - 1, failure.retryAfterMs);
    const isLast = attempts.length > maxRetries || !call.mayRetry(failure, retry) || wait >= endsAt - performance.now();
    if (isLast) throw callFailed(info, failure, delivery, attempts);
    log(logger, 'warn', 'gptbots-human will retry', { ...named(info), kind: failure.kind, pauseMs: wait });
    const over = await pause(wait, signal);
    if (over === 'aborted') throw callFailed(info, stoppedBetween(failure, over), delivery, attempts);
    if (!mayAttempt(call, delivery, attempts))
      throw callFailed(info, stoppedBetween(failure, 'mayAttempt'), delivery, attempts);
    // In a busy process the pause may have ended after the deadline.
    if (performance.now() >= endsAt) throw callFailed(info, failure, delivery, attempts);
  }
}

function mayAttempt<T>({ info, settings }: Call<T>, delivery: Delivery, attempts: Attempt[]): boolean {
  const wrong = (message: string) =>
    wrongInput(info.operation, [{ path: ['mayAttempt'], message }], info.conversation_id, { delivery, attempts });
  let answer: unknown;
  try {
    answer = settings.mayAttempt?.();
  } catch {
    throw wrong('threw');
  }
  if (!readSafely(() => answer instanceof Promise)) return answer !== false;
  asPromise(answer).catch(() => {});
  throw wrong('expected true or false at once, got a promise');
}

// On one line, because the id comes from a webhook request and may contain anything.
function named({ operation, conversation_id }: CallInfo): Record<string, unknown> {
  if (conversation_id === undefined) return { operation };
  return { operation, conversation_id: onOneLine(conversation_id, maxNameLength) };
}
