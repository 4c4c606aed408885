import { NumberSet } from './number-set.ts';

/**
 * Remembers requests that were answered with success, by their fingerprints: the newest `maxEntries` of them, each for
 * `ttlMs`.
 */
export class Duplicates {
  readonly #ttlMs: number;
  readonly #maxEntries: number;
  readonly #known = new NumberSet();
  // A ring buffer, so that the oldest is forgotten in constant time. Two arrays of numbers need less memory than one of
  // objects.
  readonly #keys: number[] = [];
  readonly #dueAt: number[] = [];
  #oldest = 0;

  constructor(options: { ttlMs: number; maxEntries: number }) {
    this.#ttlMs = options.ttlMs;
    this.#maxEntries = options.maxEntries;
  }

  /** Whether a request is remembered. */
  has(key: number): boolean {
    // Nearly every request is new, and needs no look at the clock.
    if (!this.#known.has(key)) return false;
    this.#forgetDue();
    return this.#known.has(key);
  }

  /**
   * Remembers a request that is not remembered yet. Adding one twice would not prolong its time, and could make another
   * be forgotten early. `Lifecycle` asks {@link has} first, and equal requests wait in one line, so none is added
   * twice.
   */
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
