import { describe, expect, it } from 'vitest';
import { partFinder } from '../../src/internal/part-finder.ts';

describe('partFinder', () => {
  it('finds each part of the known texts, wherever it stands', () => {
    const known = ['app-4f1e0c9b7a6d', 'a second text'];
    const hasPart = partFinder(known, 8);
    for (const text of known) {
      for (let at = 0; at + 8 <= text.length; at++) {
        const part = text.slice(at, at + 8);
        expect(hasPart(part), part).toBe(true);
        expect(hasPart(`before ${part} after`), part).toBe(true);
      }
    }
  });

  it('finds nothing that is shorter, that is in two of the texts, or that differs in a character', () => {
    const hasPart = partFinder(['abcdefgh', 'ijklmnop'], 8);
    for (const text of ['', 'abcdefg', 'efghijkl', 'abcdefgH', 'hgfedcba', 'bcdefgha'])
      expect(hasPart(text), text).toBe(false);
  });

  it('says of every text over a small alphabet what a search says', () => {
    const known = ['abbabaab', 'bbbaaab'];
    const hasPart = partFinder(known, 4);
    for (let n = 0; n < 2 ** 9; n++) {
      const text = n.toString(2).padStart(9, '0').replaceAll('0', 'a').replaceAll('1', 'b');
      const parts = Array.from({ length: 6 }, (_, at) => text.slice(at, at + 4));
      expect(hasPart(text), text).toBe(parts.some((part) => known.some((one) => one.includes(part))));
    }
  });

  it('tells parts with the same hash apart', () => {
    // What 64 more in the first character adds to the hash, 25,792 more in the second does too.
    const [one, other] = [`${String.fromCharCode(65, 1)}`, `${String.fromCharCode(1, 1 + 25_792)}`];
    expect(partFinder([one], 2)(other)).toBe(false);
    expect(partFinder([one], 2)(one)).toBe(true);
    const both = partFinder([one, other], 2);
    expect([both(one), both(other), both('no')]).toEqual([true, true, false]);
  });
});
