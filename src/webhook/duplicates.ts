/**
 * Remembers which requests were handled, the newest `maxEntries` of them, each for `ttlMs`.
 * Requests are known by a number. A ring beside the map makes forgetting the oldest cost the same however many there are.
 */
export class Duplicates {
  readonly #ttlMs: number;
  readonly #maxEntries: number;
  /** Until when each counts as handled. */
  readonly #handled = new Map<number, number>();
  readonly #ring: number[] = [];
  #oldest = 0;
  /** Those that run now, with the repeats that wait for them. */
  readonly #running = new Map<number, (() => void)[] | undefined>();

  constructor(options: { ttlMs: number; maxEntries: number }) {
    this.#ttlMs = options.ttlMs;
    this.#maxEntries = options.maxEntries;
  }

  /**
   * Asks whether a request runs or has run: `handled`; a promise while it runs, settled when it is over; or
   * `undefined` for a new one, which from now on counts as running until {@link settle} is called.
   */
  begin(key: number): 'handled' | Promise<void> | undefined {
    if (this.#running.has(key)) return this.#over(key);
    const until = this.#handled.get(key);
    if (until !== undefined && performance.now() < until) return 'handled';
    this.#running.set(key, undefined);
    return undefined;
  }

  /** The request is over. When it was handled, a repeat is a duplicate; otherwise a repeat runs. */
  settle(key: number, handled: boolean): void {
    const waiting = this.#running.get(key);
    this.#running.delete(key);
    if (handled) this.#remember(key);
    if (waiting) for (const resolve of waiting) resolve();
  }

  #over(key: number): Promise<void> {
    return new Promise((resolve) => {
      this.#running.set(key, [...(this.#running.get(key) ?? []), resolve]);
    });
  }

  #remember(key: number): void {
    if (!this.#handled.has(key)) {
      const forgotten = this.#ring[this.#oldest];
      if (forgotten !== undefined) this.#handled.delete(forgotten);
      this.#ring[this.#oldest] = key;
      this.#oldest = (this.#oldest + 1) % this.#maxEntries;
    }
    this.#handled.set(key, performance.now() + this.#ttlMs);
  }
}
