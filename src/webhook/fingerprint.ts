// Two hashes side by side, by two primes that spread well: FNV's, and one of xxHash's.
const primes = [0x01000193, 0x9e3779b1] as const;
// Of this process, so that no sender knows them.
const ownSeeds: Seeds = [randomInteger(), randomInteger()];
const deepest = 100;

/**
 * A number that is equal for equal content, whatever the order of its keys, and differs for different content but for a
 * chance of 1 in 2^53. Kept in place of the content, so that no customer's text is.
 */
export function fingerprint(route: string, content: object, seeds: Seeds = ownSeeds): number {
  const sum = new Sum(seeds[1]);
  sum.add(content, hashName(route, seeds[0]), 0);
  return (sum.high & 0x1fffff) * 2 ** 32 + (sum.low >>> 0);
}

/** Where the two hashes begin. */
export type Seeds = readonly [number, number];

/** A sum over all that a content holds, each thing hashed together with where it stands, so that order says nothing. */
class Sum {
  low = 0;
  high = 0;
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  add(value: unknown, place: number, depth: number): void {
    if (typeof value === 'string') {
      this.#addText(value, place);
    } else if (typeof value !== 'object' || value === null) {
      this.#addText(String(value), ~place);
    } else {
      this.#addText(Array.isArray(value) ? '[' : '{', ~place);
      // What lies deeper is nothing a platform would send.
      if (depth < deepest) this.#addFields(value as Record<string, unknown>, place, depth + 1);
    }
  }

  #addFields(fields: Record<string, unknown>, place: number, depth: number): void {
    for (const key of Object.keys(fields)) this.add(fields[key], hashName(key, place), depth);
  }

  #addText(text: string, place: number): void {
    let low = place ^ text.length;
    let high = place ^ this.#seed;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      low = Math.imul(low ^ unit, primes[0]);
      high = Math.imul(high ^ unit, primes[1]);
    }
    this.low = (this.low + mixed(low)) | 0;
    this.high = (this.high + mixed(high)) | 0;
  }
}

function hashName(name: string, place: number): number {
  let sum = place ^ name.length;
  for (let i = 0; i < name.length; i++) sum = Math.imul(sum ^ name.charCodeAt(i), primes[0]);
  return mixed(sum);
}

// So that every bit counts in every other: the last steps of MurmurHash3.
function mixed(hash: number): number {
  let sum = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
  return sum ^ (sum >>> 16);
}

function randomInteger(): number {
  return (Math.random() * 2 ** 32) | 0;
}
