import { onNextTurn } from '../internal/real-timers.ts';
import type { DrainOptions } from './types.ts';

/** Counts running requests and later work, so that a shutdown can wait for them. */
export class Running {
  /** Whether a shutdown has begun. Open connections should not be used for another request. */
  isEnding = false;
  /** Whether new requests are refused. */
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
   * Accepts requests for `delayMs` more, then refuses new ones. Resolves when all running ones have ended, or
   * `timeoutMs` after the delay. A second call ends the delay of the first.
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
      // The face has yet to write the last answer, and later work may start more work.
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
