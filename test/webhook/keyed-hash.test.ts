import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyedHash } from '../../src/webhook/keyed-hash.ts';

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });

it('is HalfSipHash-1-3 of the numbers and of the texts, two UTF-16 units a word', () => {
  fc.assert(
    fc.property(word, word, fc.array(fc.tuple(word, text)), (low, high, added) => {
      const hash = new KeyedHash(low, high);
      for (const [first, text] of added) hash.add(first, text);
      const words = added.flatMap(([first, text]) => [first, ...wordsOf(text)]);
      expect(hash.end().map(unsigned)).toEqual(halfSipHash([low, high], words, { each: 1, last: 3 }));
    }),
  );
});

// Of github.com/veorq/SipHash, vectors.h: an empty input is one word of its length, which is 0.
it('is held against what HalfSipHash-2-4 says where it comes from', () => {
  expect(halfSipHash([0x03020100, 0x07060504], [0], { each: 2, last: 4 })).toEqual([0x591f8d21, 0xc83cb8b9]);
});

/** As it is described, without a thought of how long it takes. */
function halfSipHash([low, high]: [number, number], words: number[], rounds: { each: number; last: number }): number[] {
  const v: [number, number, number, number] = [low, high ^ 0xee, low ^ 0x6c796765, high ^ 0x74656462];
  const mix = (count: number) => {
    for (let round = 0; round < count; round++) {
      v[0] += v[1];
      v[1] = rotated(v[1], 5) ^ v[0];
      v[0] = rotated(v[0], 16);
      v[2] += v[3];
      v[3] = rotated(v[3], 8) ^ v[2];
      v[0] += v[3];
      v[3] = rotated(v[3], 7) ^ v[0];
      v[2] += v[1];
      v[1] = rotated(v[1], 13) ^ v[2];
      v[2] = rotated(v[2], 16);
    }
  };
  for (const word of words) {
    v[3] ^= word;
    mix(rounds.each);
    v[0] ^= word;
  }
  v[2] ^= 0xee;
  mix(rounds.last);
  const first = unsigned(v[1] ^ v[3]);
  v[1] ^= 0xdd;
  mix(rounds.last);
  return [first, unsigned(v[1] ^ v[3])];
}

function rotated(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

// Behind the last unit of an odd text there is none: NaN, which counts as 0.
function wordsOf(text: string): number[] {
  return Array.from(
    { length: Math.ceil(text.length / 2) },
    (_, i) => text.charCodeAt(2 * i) | (text.charCodeAt(2 * i + 1) << 16),
  );
}

function unsigned(value: number): number {
  return value >>> 0;
}
