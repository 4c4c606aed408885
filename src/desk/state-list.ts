/** Ids in the order of their places, where most leave again: what left is skipped, and swept out once it is the greater part. */
export class StateList {
  #places: number[] = [];
  #ids: string[] = [];
  #left = 0;
  readonly #isHere: (id: string, place: number) => boolean;

  constructor(isHere: (id: string, place: number) => boolean) {
    this.#isHere = isHere;
  }

  /** `place` is greater than any before. */
  add(id: string, place: number): void {
    this.#ids.push(id);
    this.#places.push(place);
  }

  /** Says that one is no longer here. */
  leave(): void {
    this.#left++;
    if (this.#left < 100 || this.#left < this.#ids.length / 2) return;
    const here = [...this.after(0)];
    this.#places = here.map(([place]) => place);
    this.#ids = here.map(([, id]) => id);
    this.#left = 0;
  }

  *after(place: number): Generator<[place: number, id: string]> {
    for (let i = this.#firstAfter(place); i < this.#ids.length; i++) {
      const id = this.#ids[i];
      const at = this.#places[i];
      if (id !== undefined && at !== undefined && this.#isHere(id, at)) yield [at, id];
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
