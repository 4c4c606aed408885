// A word of zero runs one round without adding anything, so two words run two rounds.
const twoRounds = '\0'.repeat(4);

/**
 * HalfSipHash-1-3 with a 64-bit result. Nobody can find two colliding inputs without its key. Written in JavaScript,
 * because `crypto.subtle` is asynchronous. Source: https://github.com/veorq/SipHash.
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

  /** Adds a number, then a text, two UTF-16 units at a time. The number has to tell the length of the text. */
  add(first: number, text: string): void {
    // The round is written out twice, with local variables. One loop for both would take 1.6 times as long; a method, or
    // fields instead of variables, twice.
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
