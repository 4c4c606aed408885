/** Counts what is under way, requests and background work alike, so that a shutdown can wait for it. */
export class Running {
  /** Whether no new request is accepted any more. */
  draining = false;
  #count = 0;
  #whenIdle: (() => void)[] = [];

  begin(): void {
    this.#count++;
  }

  end(): void {
    this.#count--;
    if (this.#count > 0 || this.#whenIdle.length === 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** Accepts nothing new from now on; resolves once nothing is under way. */
  async drain(): Promise<void> {
    this.draining = true;
    do {
      if (this.#count > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
      // The last answer is ready, but its face has yet to write it, and its work may bring more.
      await new Promise((resolve) => setTimeout(resolve, 0));
    } while (this.#count > 0);
  }
}
