/** Work that is under way, for a shutdown to wait for. */
export class UnderWay {
  readonly #promises = new Set<Promise<unknown>>();

  /** Returns the same promise, so that whoever started the work still hears of its failure. */
  track<T>(work: Promise<T>): Promise<T> {
    const ended = work.catch(() => {}).finally(() => this.#promises.delete(ended));
    this.#promises.add(ended);
    return work;
  }

  /** Resolves once nothing is under way, whether it succeeded or failed; what begins meanwhile counts too. */
  async ended(): Promise<void> {
    while (this.#promises.size > 0) await Promise.all(this.#promises);
  }
}
