/** Calls that have not ended yet, for a shutdown to wait for. */
export class UnderWay {
  readonly #calls = new Set<Promise<unknown>>();

  track<T>(call: Promise<T>): Promise<T> {
    const ended = call.catch(() => {}).finally(() => this.#calls.delete(ended));
    this.#calls.add(ended);
    return call;
  }

  /** Resolves once all that were tracked so far have ended, however they did. */
  async ended(): Promise<void> {
    await Promise.all(this.#calls);
  }
}
