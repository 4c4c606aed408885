// A word of zero is a round and nothing else.
const twoRounds = '\0'.repeat(4);

/**
 * HalfSipHash-1-3 with a result of 64 bits: without its key nobody can find two inputs that collide, however many they
 * may choose. In plain JavaScript, as `crypto.subtle` never answers at once. Source: github.com/veorq/SipHash.
 */
export class KeyedHash {
  #v0: number;
  #v1: number;
  #v2: number;
  #v3: number;

  constructor(low: number, high: number) {
    this.#v0 = low;
    this.#v1 = high ^ 0xee;
    this.#v2 = low ^ 0x6c796765;
    this.#v3 = high ^ 0x74656462;
  }

  /** Adds a number, and after it a text, two UTF-16 units at a time. Where the text ends is for the number to say. */
  add(first: number, text: string): void {
    // Written out, on local variables: a method for the round, or fields in it, would take twice the time.
    let v0 = this.#v0;
    let v1 = this.#v1;
    let v2 = this.#v2;
    let v3 = this.#v3;
    const { length } = text;
    v3 ^= first;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= first;
    for (let i = 0; i < length; i += 2) {
      const word = text.charCodeAt(i) | ((i + 1 < length ? text.charCodeAt(i + 1) : 0) << 16);
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    this.#v0 = v0;
    this.#v1 = v1;
    this.#v2 = v2;
    this.#v3 = v3;
  }

  /** The two halves of the result. Nothing may be added afterwards. */
  end(): [number, number] {
    this.#v2 ^= 0xee;
    this.add(0, twoRounds);
    const first = this.#v1 ^ this.#v3;
    this.#v1 ^= 0xdd;
    this.add(0, twoRounds);
    return [first, this.#v1 ^ this.#v3];
  }
}
