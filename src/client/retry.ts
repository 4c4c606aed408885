import type { Delivery } from '../internal/error.ts';
import type { Failure } from './failure.ts';
import type { RetryMode } from './options.ts';

/** Whether the mode allows to repeat a failed attempt. */
export function mayRetry({ repeat }: Failure, mode: RetryMode): boolean {
  return mode !== 'never' && (repeat === 'safe' || (repeat === 'ambiguous' && mode === 'at-least-once'));
}

/**
 * The same for a call that changes nothing: every temporary failure is retried, and no status of 4xx except 429.
 */
export function mayRetryReading(failure: Failure, mode: RetryMode): boolean {
  return failure.status !== 408 && mayRetry(failure, mode === 'safe' ? 'at-least-once' : mode);
}

/** How long to wait before a retry. `retries` counts from 0. Full jitter, but never less than GPTBots asked for. */
export function pauseMs(retries: number, retryAfterMs: number | undefined): number {
  const jitter = Math.random() * Math.min(500 * 2 ** retries, 8_000);
  return Math.max(jitter, retryAfterMs ?? 0);
}

/**
 * The delivery of several attempts together. If any of them may have arrived, the customer may have got the message.
 */
export function combinedDelivery(before: Delivery, latest: Delivery): Delivery {
  const both = [before, latest];
  return both.includes('unknown') ? 'unknown' : both.includes('rejected') ? 'rejected' : 'not_sent';
}
