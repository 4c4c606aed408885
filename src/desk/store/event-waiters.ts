import { onAbort } from '../../internal/waiting.ts';

/** Those who wait for the next event. */
export class EventWaiters {
  #waiting = new Set<() => void>();

  get size(): number {
    return this.#waiting.size;
  }

  /** Wakes all of them. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) wake();
  }

  /** Resolves at the next {@link wake}, or when `signal` aborts. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = () => {
        ignore();
        this.#waiting.delete(done);
        resolve();
      };
      const ignore = onAbort(signal, done);
      this.#waiting.add(done);
    });
  }
}
