import { pause } from '../internal/waiting.ts';
import { retryAfterMsOf } from './room-error.ts';

const minPauseMs = 1_000;
const maxPauseMs = 60_000;

/** Longer and longer pauses between tries, and when to give up. */
export class Patience {
  readonly #maxTries: number;
  readonly #signal: AbortSignal;
  #failures = 0;

  constructor(maxTries: number, signal: AbortSignal) {
    this.#maxTries = maxTries;
    this.#signal = signal;
  }

  /** Waits for as long as the error asks, or longer than before. False: no more tries. */
  async pause(error: unknown): Promise<boolean> {
    if (++this.#failures >= this.#maxTries) return false;
    const ms = Math.max(minPauseMs * 2 ** (this.#failures - 1), retryAfterMsOf(error) ?? 0);
    return (await pause(Math.min(ms, maxPauseMs), this.#signal)) === 'timeout';
  }
}
