import { pause } from '../internal/waiting.ts';
import { retryAfterMsOf } from './room-error.ts';

const minPauseMs = 1_000;
const maxPauseMs = 60_000;
// As a follower waits for a room at most.
const maxAskedPauseMs = 3_600_000;

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
    const growing = Math.min(minPauseMs * 2 ** (this.#failures - 1), maxPauseMs);
    const asked = Math.min(retryAfterMsOf(error) ?? 0, maxAskedPauseMs);
    return (await pause(Math.max(growing, asked), this.#signal)) === 'timeout';
  }
}
