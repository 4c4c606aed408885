const empty = -1;
const smallest = 64;

/**
 * A set of whole numbers from 0 to 2^53, made for fingerprints. Their low bits are spread evenly, so the low bits
 * choose the slot.
 *
 * A `Set` would cost several times as much here, where one number is deleted for each that is added: V8 (11.3, in Node
 * 20) copies its table again and again, and keeps each number above 2^31 as an object.
 */
export class NumberSet {
  // Open addressing: a number whose slot is taken goes into the next free one.
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
    // At most half full, so that searches stay short.
    if (this.#size * 2 > this.#slots.length) this.#grow();
  }

  delete(value: number): void {
    const slots = this.#slots;
    const last = slots.length - 1;
    let gap = this.#find(value);
    if (slots[gap] !== value) return;
    this.#size--;
    // A search ends at the first free slot. So numbers after the gap move into it, unless that puts them before their
    // own slot.
    for (let slot = (gap + 1) & last; slots[slot] !== empty; slot = (slot + 1) & last) {
      const own = slots[slot] ?? empty;
      if (((slot - own) & last) < ((slot - gap) & last)) continue;
      slots[gap] = own;
      gap = slot;
    }
    slots[gap] = empty;
  }

  /** The slot that holds a number, or would hold it. */
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

// `count` is a power of two, so that the low bits of a number are the index of a slot.
function slotsOf(count: number): Float64Array {
  return new Float64Array(count).fill(empty);
}
