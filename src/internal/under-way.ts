/** Keeps track of running work, so that a shutdown can wait for it. */
export class UnderWay {
  readonly #promises = new Set<Promise<unknown>>();

  /** Adds work. Returns the same promise, so that the caller can still handle its failure. */
  track<T>(work: Promise<T>): Promise<T> {
    const ended = work.catch(() => {}).finally(() => this.#promises.delete(ended));
    this.#promises.add(ended);
    return work;
  }

  /** Resolves when all work has ended, well or not, including work that began meanwhile. */
  async ended(): Promise<void> {
    while (this.#promises.size > 0) await Promise.all(this.#promises);
  }
}
