import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NumberSet } from '../../src/webhook/number-set.ts';

// Few values, so that most steps hit; among them many with the same low bits, which look for the same place, at the end
// of the table too.
const value = fc.oneof(
  fc.nat(20),
  fc.nat(20).map((n) => n * 2 ** 32 + 5),
  fc.nat(20).map((n) => n * 2 ** 20 + 0xfffff),
  fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1, 2 ** 52, Number.MAX_SAFE_INTEGER),
);
const step = fc.record({ isAdd: fc.boolean(), value });

it('holds what a Set holds, whatever is added and deleted', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const set = new NumberSet();
      const expected = new Set<number>();
      for (const { isAdd, value } of steps) {
        if (isAdd) set.add(value);
        else set.delete(value);
        if (isAdd) expected.add(value);
        else expected.delete(value);
        expect(set.size).toBe(expected.size);
      }
      for (const { value } of steps) expect(set.has(value), `${value}`).toBe(expected.has(value));
    }),
    { numRuns: 300 },
  );
});

it('holds what a Set holds, when one number goes for each that comes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.maxSafeNat(), { minLength: 400, maxLength: 600 }),
      fc.integer({ min: 1, max: 100 }),
      (all, kept) => {
        const set = new NumberSet();
        const expected = new Set<number>();
        for (const [index, value] of all.entries()) {
          set.add(value);
          expected.add(value);
          const gone = all[index - kept];
          if (gone === undefined) continue;
          set.delete(gone);
          expected.delete(gone);
        }
        expect(all.filter((value) => set.has(value))).toEqual(all.filter((value) => expected.has(value)));
        expect(set.size).toBe(expected.size);
      },
    ),
    { numRuns: 50 },
  );
});
