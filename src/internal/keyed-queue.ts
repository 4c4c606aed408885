/** A place in the line of a key. */
export interface Place {
  /** How many were waiting in line before. */
  ahead: number;
  /** Resolves to true when the caller's turn comes, to false when the caller gave up. */
  turn: Promise<boolean>;
  /** Leaves the line. Returns false when the turn has come already. */
  giveUp(): boolean;
}

/**
 * Gives one turn at a time per key, in the order of asking. Different keys do not wait for each other. A key takes
 * memory only while somebody has its turn. A long line is as fast as a short one.
 */
export class KeyedQueue {
  // Contains a key for as long as somebody has its turn. Null means that nobody has waited: most keys need no line.
  readonly #lines = new Map<string | number, WaitingLine | null>();

  /**
   * Asks for the turn of `key`. Returns `undefined` when the caller has it at once, else a place in the line. A caller
   * that had the turn must call {@link leave} exactly once.
   */
  enter(key: string | number): Place | undefined {
    const known = this.#lines.get(key);
    if (known === undefined) {
      this.#lines.set(key, null);
      return undefined;
    }
    const line = known ?? new WaitingLine();
    this.#lines.set(key, line);
    return line.enter();
  }

  /** Gives the turn of `key` to the next in line. */
  leave(key: string | number): void {
    if (!this.#lines.get(key)?.next()) this.#lines.delete(key);
  }

  /** How many keys have a turn in use. */
  get size(): number {
    return this.#lines.size;
  }
}

interface Waiting {
  grant(isTurn: boolean): void;
  previous: Waiting | undefined;
  next: Waiting | undefined;
}

/** Those who wait for one key. A linked list, so that one in the middle can leave without a search. */
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

  /** Gives the turn to the first in line. Returns false when nobody waits. */
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

  // Returns false when it has left the line before.
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
