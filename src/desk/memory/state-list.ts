import type { SessionState } from '../types.ts';

/** Something that is in a state, since a place. */
interface Placed {
  state: SessionState | undefined;
  place: number;
}

/** Those in a state, in the order of their places. Most leave again: they are skipped, and swept out once they are the greater part. */
export class StateList<Entry extends Placed> {
  readonly #state: SessionState;
  #entries: Entry[] = [];
  // Where each came in; its own place is another one once it has left.
  #places: number[] = [];
  #left = 0;

  constructor(state: SessionState) {
    this.#state = state;
  }

  /** Its place is greater than any before. */
  add(entry: Entry): void {
    this.#entries.push(entry);
    this.#places.push(entry.place);
  }

  /** Says that one has left. */
  leave(): void {
    this.#left++;
    if (this.#left < 100 || this.#left < this.#entries.length / 2) return;
    this.#entries = [...this.after(0)];
    this.#places = this.#entries.map(({ place }) => place);
    this.#left = 0;
  }

  *after(place: number): Generator<Entry> {
    for (let i = this.#firstAfter(place); i < this.#entries.length; i++) {
      const entry = this.#entries[i];
      if (entry?.state === this.#state && entry.place === this.#places[i]) yield entry;
    }
  }

  #firstAfter(place: number): number {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#places[middle] ?? 0) > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
