import type { Delivery } from '../internal/error.ts';
import type { Failure } from './failure.ts';
import type { RetryMode } from './options.ts';

/** Whether a failed attempt may be repeated without breaking the promise of the mode. */
export function mayRetry({ repeat }: Failure, mode: RetryMode): boolean {
  return mode !== 'never' && (repeat === 'safe' || (repeat === 'ambiguous' && mode === 'at-least-once'));
}

/** The same for a call that changes nothing: whatever may pass is tried again, but what the server said is wrong. */
export function mayRetryReading(failure: Failure, mode: RetryMode): boolean {
  return failure.status !== 408 && mayRetry(failure, mode === 'safe' ? 'at-least-once' : mode);
}

/** How long to wait before retry number `retries` (from 0): full jitter, and never less than GPTBots asked for. */
export function pauseMs(retries: number, retryAfterMs: number | undefined): number {
  const jitter = Math.random() * Math.min(500 * 2 ** retries, 8_000);
  return Math.max(jitter, retryAfterMs ?? 0);
}

/** What all attempts together say about delivery: the customer may have got it if any attempt may have arrived. */
export function combinedDelivery(before: Delivery, latest: Delivery): Delivery {
  const both = [before, latest];
  return both.includes('unknown') ? 'unknown' : both.includes('rejected') ? 'rejected' : 'not_sent';
}
