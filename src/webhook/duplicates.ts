// What an entry holds while its request runs; afterwards it holds until when it counts as handled.
const running = 0;
const runningAgain = -1;

/**
 * Remembers which requests were handled, the newest `maxEntries` of them, each for `ttlMs`.
 * Requests are known by a number. A ring beside the map makes forgetting the oldest cost the same however many there are.
 */
export class Duplicates {
  readonly #ttlMs: number;
  readonly #maxEntries: number;
  readonly #entries = new Map<number, number>();
  /** Repeats that wait for a request to be over. */
  readonly #waiting = new Map<number, (() => void)[]>();
  /** The handled ones in the order they were. */
  readonly #ring: number[] = [];
  #oldest = 0;

  constructor(options: { ttlMs: number; maxEntries: number }) {
    this.#ttlMs = options.ttlMs;
    this.#maxEntries = options.maxEntries;
  }

  /**
   * Asks whether a request runs or has run: `handled`; a promise while it runs, settled when it is over; or
   * `undefined` for a new one, which from now on counts as running until {@link settle} is called.
   */
  begin(key: number): 'handled' | Promise<void> | undefined {
    const entry = this.#entries.get(key);
    if (entry === running || entry === runningAgain) return this.#over(key);
    if (entry !== undefined && performance.now() < entry) return 'handled';
    this.#entries.set(key, entry === undefined ? running : runningAgain);
    return undefined;
  }

  /** The request is over. When it was handled, a repeat is a duplicate; otherwise a repeat runs. */
  settle(key: number, handled: boolean): void {
    if (handled) this.#remember(key);
    else this.#entries.delete(key);
    if (this.#waiting.size === 0) return;
    for (const resolve of this.#waiting.get(key) ?? []) resolve();
    this.#waiting.delete(key);
  }

  #over(key: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), resolve]);
    });
  }

  #remember(key: number): void {
    // One whose time was over still has its place in the ring.
    if (this.#entries.get(key) !== runningAgain) {
      const forgotten = this.#ring[this.#oldest];
      if (forgotten !== undefined) this.#entries.delete(forgotten);
      this.#ring[this.#oldest] = key;
      this.#oldest = (this.#oldest + 1) % this.#maxEntries;
    }
    this.#entries.set(key, performance.now() + this.#ttlMs);
  }
}
