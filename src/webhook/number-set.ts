const empty = -1;
const smallest = 64;

/**
 * A set of whole numbers from 0 to 2^53, made for fingerprints: their low bits differ, so they say where a number is looked for.
 *
 * A `Set` costs several times as much when one number goes for each that comes: V8 copies it again and again, and keeps
 * each number above 2^31 as an object of its own.
 */
export class NumberSet {
  // Open addressing: a number whose place is taken stands in the next free one.
  #slots = slotsOf(smallest);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(value: number): boolean {
    return this.#slots[this.#find(value)] === value;
  }

  add(value: number): void {
    const slot = this.#find(value);
    if (this.#slots[slot] === value) return;
    this.#slots[slot] = value;
    this.#size++;
    // At most half full, so that a search is short.
    if (this.#size * 2 > this.#slots.length) this.#grow();
  }

  delete(value: number): void {
    const slots = this.#slots;
    const last = slots.length - 1;
    let gap = this.#find(value);
    if (slots[gap] !== value) return;
    this.#size--;
    // A search ends at the first free slot: so the numbers behind the gap that belong before it move up.
    for (let slot = (gap + 1) & last; slots[slot] !== empty; slot = (slot + 1) & last) {
      const own = slots[slot] ?? empty;
      if (((slot - own) & last) < ((slot - gap) & last)) continue;
      slots[gap] = own;
      gap = slot;
    }
    slots[gap] = empty;
  }

  /** The slot of a number, or the one it would get. */
  #find(value: number): number {
    const slots = this.#slots;
    const last = slots.length - 1;
    let slot = value & last;
    while (slots[slot] !== value && slots[slot] !== empty) slot = (slot + 1) & last;
    return slot;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = slotsOf(before.length * 2);
    for (const value of before) if (value !== empty) this.#slots[this.#find(value)] = value;
  }
}

// A power of two, so that the low bits of a number are a slot.
function slotsOf(count: number): Float64Array {
  return new Float64Array(count).fill(empty);
}
