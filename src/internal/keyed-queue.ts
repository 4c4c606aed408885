type Waiter = () => void;

/**
 * One turn at a time per key, in the order of asking; different keys do not wait for each other.
 * A key nobody holds takes no memory.
 */
export class KeyedQueue {
  // A key is here while somebody holds its turn.
  readonly #waiting = new Map<string, Waiter[]>();

  /**
   * Asks for the turn of `key`. Answers `undefined` when it is the caller's at once, else a promise: of true once it is,
   * of false when `signal` aborted first, and the caller is out of the line.
   * Whoever got the turn must call {@link leave} exactly once.
   */
  enter(key: string, signal?: AbortSignal): Promise<boolean> | undefined {
    const line = this.#waiting.get(key);
    if (line) return waitInLine(line, signal);
    this.#waiting.set(key, []);
    return undefined;
  }

  /** Gives the turn of `key` to the next in line. */
  leave(key: string): void {
    const next = this.#waiting.get(key)?.shift();
    if (next) next();
    else this.#waiting.delete(key);
  }

  /** How many keys are held now. */
  get size(): number {
    return this.#waiting.size;
  }
}

function waitInLine(line: Waiter[], signal: AbortSignal | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const giveUp = () => {
      line.splice(line.indexOf(grant), 1);
      resolve(false);
    };
    const grant = () => {
      signal?.removeEventListener('abort', giveUp);
      resolve(true);
    };
    line.push(grant);
    signal?.addEventListener('abort', giveUp);
    if (signal?.aborted) giveUp();
  });
}
