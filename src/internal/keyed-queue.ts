/** A place in the line for a key's turn. */
export interface Place {
  /** How many were already waiting in line. */
  ahead: number;
  /** Of true once it is the caller's turn, of false when the caller gave up. */
  turn: Promise<boolean>;
  /** Leaves the line; false when the turn has come already. */
  giveUp(): boolean;
}

/**
 * One turn at a time per key, in the order of asking; different keys do not wait for each other.
 * A key nobody holds takes no memory, and no step gets slower when a line gets longer.
 */
export class KeyedQueue {
  // A key is here while somebody holds its turn.
  readonly #lines = new Map<string | number, WaitingLine>();

  /**
   * Asks for the turn of `key`. Answers `undefined` when it is the caller's at once, else a place in the line.
   * Whoever got the turn must call {@link leave} exactly once.
   */
  enter(key: string | number): Place | undefined {
    const line = this.#lines.get(key);
    if (line) return line.enter();
    this.#lines.set(key, new WaitingLine());
    return undefined;
  }

  /** Gives the turn of `key` to the next in line. */
  leave(key: string | number): void {
    if (!this.#lines.get(key)?.next()) this.#lines.delete(key);
  }

  /** How many keys are held now. */
  get size(): number {
    return this.#lines.size;
  }
}

interface Waiting {
  grant(isTurn: boolean): void;
  previous: Waiting | undefined;
  next: Waiting | undefined;
}

/** Those who wait for one key, linked to their neighbours, so that anybody can leave without a search. */
class WaitingLine {
  #first: Waiting | undefined;
  #last: Waiting | undefined;
  #length = 0;

  enter(): Place {
    const ahead = this.#length;
    let waiting: Waiting | undefined;
    const turn = new Promise<boolean>((grant) => {
      waiting = this.#append(grant);
    });
    const giveUp = () => {
      if (!waiting) return false;
      const isWaiting = this.#remove(waiting);
      if (isWaiting) waiting.grant(false);
      return isWaiting;
    };
    return { ahead, turn, giveUp };
  }

  /** Gives the turn to the first; false when nobody waits. */
  next(): boolean {
    const first = this.#first;
    if (!first) return false;
    this.#remove(first);
    first.grant(true);
    return true;
  }

  #append(grant: Waiting['grant']): Waiting {
    const waiting: Waiting = { grant, previous: this.#last, next: undefined };
    if (this.#last) this.#last.next = waiting;
    else this.#first = waiting;
    this.#last = waiting;
    this.#length++;
    return waiting;
  }

  // False when it is in the line no more.
  #remove(waiting: Waiting): boolean {
    const { previous, next } = waiting;
    if (!previous && this.#first !== waiting) return false;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    waiting.previous = undefined;
    waiting.next = undefined;
    this.#length--;
    return true;
  }
}
