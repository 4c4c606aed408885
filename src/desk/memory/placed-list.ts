/**
 * A list in the order of places, which only grow. Most entries leave again: they are skipped, and swept out once they are
 * the greater part.
 */
export class PlacedList<Entry> {
  readonly #placeOf: (entry: Entry) => number | undefined;
  #entries: Entry[] = [];
  // Where each came in; it has another place, or none, once it has left.
  #places: number[] = [];
  #left = 0;

  /** @param placeOf the place an entry has in this list now */
  constructor(placeOf: (entry: Entry) => number | undefined) {
    this.#placeOf = placeOf;
  }

  /** How many are in it. */
  get size(): number {
    return this.#entries.length - this.#left;
  }

  /** Its place is greater than any before. */
  add(entry: Entry, place: number): void {
    this.#entries.push(entry);
    this.#places.push(place);
  }

  /** Says that one has left. */
  leave(): void {
    this.#left++;
    if (this.#left < 100 || this.#left < this.#entries.length / 2) return;
    const kept = [...this.after(0)];
    this.#entries = kept;
    this.#places = kept.map((entry) => this.#placeOf(entry) ?? 0);
    this.#left = 0;
  }

  *after(place: number): Generator<Entry> {
    for (let i = this.#firstAfter(place); i < this.#entries.length; i++) {
      const entry = this.#entries[i];
      if (entry !== undefined && this.#placeOf(entry) === this.#places[i]) yield entry;
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
