/**
 * Remembers which requests were handled, the newest `maxEntries` of them, each for `ttlMs`. Requests are known by a
 * number.
 */
export class Duplicates {
  readonly #ttlMs: number;
  readonly #maxEntries: number;
  readonly #known = new Set<number>();
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
    const now = performance.now();
    while (this.#known.size > 0 && (this.#dueAt[this.#oldest] ?? 0) <= now) this.#forgetOldest();
    return this.#known.has(key);
  }

  /** A request was handled that was not known before. */
  add(key: number): void {
    if (this.#known.size === this.#maxEntries) this.#forgetOldest();
    const next = (this.#oldest + this.#known.size) % this.#maxEntries;
    this.#keys[next] = key;
    this.#dueAt[next] = performance.now() + this.#ttlMs;
    this.#known.add(key);
  }

  #forgetOldest(): void {
    this.#known.delete(this.#keys[this.#oldest] ?? 0);
    this.#oldest = (this.#oldest + 1) % this.#maxEntries;
  }
}
