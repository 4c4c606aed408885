import { onNextTurn } from '../internal/real-timers.ts';
import type { DrainOptions } from './types.ts';

/** Counts what is under way, requests and background work alike, so that a shutdown can wait for it. */
export class Running {
  /** Whether a shutdown has begun: what is open should not be used again. */
  isEnding = false;
  /** Whether no new request is accepted any more. */
  isDraining = false;
  #count = 0;
  readonly #whenIdle = new Set<() => void>();
  #endDelay: (() => void) | undefined;

  begin(): void {
    this.#count++;
  }

  end(): void {
    this.#count--;
    if (this.#count > 0) return;
    for (const resolve of this.#whenIdle) resolve();
    this.#whenIdle.clear();
  }

  /**
   * Accepts requests for `delayMs` more, and then nothing new. Resolves once nothing is under way, or `timeoutMs` after
   * that. A second call ends the delay of the first.
   */
  async drain({ delayMs = 0, timeoutMs }: DrainOptions = {}): Promise<void> {
    if (this.isEnding) this.#endDelay?.();
    else if (delayMs > 0) await this.#delay(delayMs);
    this.isEnding = true;
    this.isDraining = true;
    let isTimeUp = false;
    let stopWaiting: () => void = () => {};
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            isTimeUp = true;
            stopWaiting();
          }, timeoutMs);
    do {
      if (this.#count > 0) {
        await new Promise<void>((resolve) => {
          stopWaiting = resolve;
          this.#whenIdle.add(resolve);
        });
        this.#whenIdle.delete(stopWaiting);
      }
      // The last answer is ready, but its face has yet to write it, and its work may bring more.
      await new Promise<void>((resolve) => onNextTurn(resolve));
    } while (this.#count > 0 && !isTimeUp);
    clearTimeout(timer);
  }

  #delay(ms: number): Promise<void> {
    this.isEnding = true;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endDelay = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
