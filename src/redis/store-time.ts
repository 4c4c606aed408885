/** Estimates the store's time: the last time it reported, plus what the monotonic clock has counted since. */
export class StoreTime {
  // The store's time is ahead of the monotonic clock by at least this.
  #ahead: number | undefined;

  get isKnown(): boolean {
    return this.#ahead !== undefined;
  }

  /** Takes the time that the store has just reported. */
  learn(now: number): void {
    this.#ahead = now - performance.now();
  }

  /** The store's time at a moment of the monotonic clock, or a little earlier: the report took time to arrive. */
  at(moment: number): number {
    return moment + (this.#ahead ?? 0);
  }
}
