/** What is known of the store's time: no more than it has said itself, counted on by the monotonic clock. */
export class StoreTime {
  // The store's time is later than the monotonic clock by at least this.
  #ahead: number | undefined;

  get isKnown(): boolean {
    return this.#ahead !== undefined;
  }

  /** The store has just said what time it has. */
  learn(now: number): void {
    this.#ahead = now - performance.now();
  }

  /** The store's time at a moment of the monotonic clock, or a little before. */
  at(moment: number): number {
    return moment + (this.#ahead ?? 0);
  }
}
