import { NumberSet } from './number-set.ts';

/**
 * Remembers which requests were handled, the newest `maxEntries` of them, each for `ttlMs`. Requests are known by a
 * number.
 */
export class Duplicates {
  readonly #ttlMs: number;
  readonly #maxEntries: number;
  readonly #known = new NumberSet();
  // A ring, so that forgetting the oldest costs the same however many there are. Two, as numbers alone are stored flat.
  readonly #keys: number[] = [];
  readonly #dueAt: number[] = [];
  #oldest = 0;

  constructor(options: { ttlMs: number; maxEntries: number }) {
    this.#ttlMs = options.ttlMs;
    this.#maxEntries = options.maxEntries;
  }

  /** Whether a request was handled before. */
  has(key: number): boolean {
    // Nearly every request is new: the time is only looked at for the others.
    if (!this.#known.has(key)) return false;
    this.#forgetDue();
    return this.#known.has(key);
  }

  /** A request was handled that was not known before. */
  add(key: number): void {
    const now = this.#forgetDue();
    if (this.#known.size === this.#maxEntries) this.#forgetOldest();
    const next = (this.#oldest + this.#known.size) % this.#maxEntries;
    this.#keys[next] = key;
    this.#dueAt[next] = now + this.#ttlMs;
    this.#known.add(key);
  }

  #forgetDue(): number {
    const now = performance.now();
    while (this.#known.size > 0 && (this.#dueAt[this.#oldest] ?? 0) <= now) this.#forgetOldest();
    return now;
  }

  #forgetOldest(): void {
    this.#known.delete(this.#keys[this.#oldest] ?? 0);
    this.#oldest = (this.#oldest + 1) % this.#maxEntries;
  }
}
