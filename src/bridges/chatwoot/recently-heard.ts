const maxKept = 10_000;

/** Which messages this process has passed on lately, so that it does not do so at every look at their conversation. */
export class RecentlyHeard {
  // Oldest first.
  readonly #keys = new Set<string>();

  add(ref: string, id: string): void {
    this.#keys.add(`${ref}:${id}`);
    const [oldest] = this.#keys;
    if (this.#keys.size > maxKept && oldest !== undefined) this.#keys.delete(oldest);
  }

  has(ref: string, id: string): boolean {
    return this.#keys.has(`${ref}:${id}`);
  }
}
