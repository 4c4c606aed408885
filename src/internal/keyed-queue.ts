/** A place in the line for a key's turn. */
export interface Place {
  /** Of true once it is the caller's turn, of false when the caller gave up. */
  turn: Promise<boolean>;
  /** Leaves the line; false when the turn has come already. */
  giveUp(): boolean;
}

type Grant = (granted: boolean) => void;

/**
 * One turn at a time per key, in the order of asking; different keys do not wait for each other.
 * A key nobody holds takes no memory.
 */
export class KeyedQueue {
  // A key is here while somebody holds its turn.
  readonly #lines = new Map<string | number, Grant[]>();

  /**
   * Asks for the turn of `key`. Answers `undefined` when it is the caller's at once, else a place in the line.
   * Whoever got the turn must call {@link leave} exactly once.
   */
  enter(key: string | number): Place | undefined {
    const line = this.#lines.get(key);
    if (line) return lineUp(line);
    this.#lines.set(key, []);
    return undefined;
  }

  /** Gives the turn of `key` to the next in line. */
  leave(key: string | number): void {
    const next = this.#lines.get(key)?.shift();
    if (next) next(true);
    else this.#lines.delete(key);
  }

  /** How many keys are held now. */
  get size(): number {
    return this.#lines.size;
  }
}

function lineUp(line: Grant[]): Place {
  let grant: Grant = () => {};
  const turn = new Promise<boolean>((resolve) => {
    grant = resolve;
  });
  line.push(grant);
  return {
    turn,
    giveUp() {
      const index = line.indexOf(grant);
      if (index < 0) return false;
      line.splice(index, 1);
      grant(false);
      return true;
    },
  };
}
