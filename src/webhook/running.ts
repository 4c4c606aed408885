/** Counts what is under way, requests and background work alike, so that a shutdown can wait for it. */
export class Running {
  #count = 0;
  #draining = false;
  #idle: Promise<void> | undefined;
  #becameIdle: (() => void) | undefined;

  /** Whether no new request is accepted any more. */
  get draining(): boolean {
    return this.#draining;
  }

  begin(): void {
    this.#count++;
  }

  end(): void {
    this.#count--;
    if (this.#count === 0) this.#becameIdle?.();
  }

  /** Accepts nothing new from now on; resolves once nothing is under way. */
  drain(): Promise<void> {
    this.#draining = true;
    this.#idle ??= new Promise((resolve) => {
      this.#becameIdle = resolve;
      if (this.#count === 0) resolve();
    });
    return this.#idle;
  }
}
