import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Duplicates } from '../../src/webhook/duplicates.ts';

const day = 86_400_000;
// What a request is known by.
const [a, b, c, d, e] = [1, 2, 3, 4, 5];

describe('Duplicates', () => {
  it('knows a request that was handled', () => {
    const duplicates = new Duplicates({ ttlMs: day, maxEntries: 10 });
    expect(duplicates.has(a)).toBe(false);
    duplicates.add(a);
    expect(duplicates.has(a)).toBe(true);
    expect(duplicates.has(b)).toBe(false);
  });

  it('remembers exactly the newest maxEntries', () => {
    const duplicates = new Duplicates({ ttlMs: day, maxEntries: 3 });
    for (const key of [a, b, c, d, e]) duplicates.add(key);
    expect([a, b, c, d, e].map((key) => duplicates.has(key))).toEqual([false, false, true, true, true]);
  });

  it('goes round many times', () => {
    const duplicates = new Duplicates({ ttlMs: day, maxEntries: 7 });
    for (let key = 1; key <= 100; key++) {
      duplicates.add(key);
      const known = Array.from({ length: key }, (_, index) => index + 1).filter((one) => duplicates.has(one));
      expect(known).toEqual(Array.from({ length: Math.min(key, 7) }, (_, index) => key - Math.min(key, 7) + 1 + index));
    }
  });

  it('remembers one, when that is the maximum', () => {
    const duplicates = new Duplicates({ ttlMs: day, maxEntries: 1 });
    for (const key of [a, b]) duplicates.add(key);
    expect(duplicates.has(b)).toBe(true);
    expect(duplicates.has(a)).toBe(false);
  });

  it('does not count a repeat as newer', () => {
    const duplicates = new Duplicates({ ttlMs: day, maxEntries: 2 });
    for (const key of [a, b]) duplicates.add(key);
    duplicates.has(a);
    duplicates.add(c);
    expect(duplicates.has(b)).toBe(true);
    expect(duplicates.has(a)).toBe(false);
  });

  describe('after ttlMs', () => {
    beforeEach(() => {
      vi.useFakeTimers();
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    it('forgets, and not before', () => {
      const duplicates = new Duplicates({ ttlMs: 1000, maxEntries: 10 });
      duplicates.add(a);
      vi.advanceTimersByTime(500);
      duplicates.add(b);
      vi.advanceTimersByTime(499);
      expect(duplicates.has(a)).toBe(true);
      vi.advanceTimersByTime(1);
      expect(duplicates.has(a)).toBe(false);
      expect(duplicates.has(b)).toBe(true);
    });

    it('remembers again what comes back, and as many as before', () => {
      const duplicates = new Duplicates({ ttlMs: 1000, maxEntries: 3 });
      for (let round = 0; round < 5; round++) {
        for (const key of [a, b]) duplicates.add(key);
        expect([a, b].map((key) => duplicates.has(key))).toEqual([true, true]);
        vi.advanceTimersByTime(1000);
        expect([a, b].map((key) => duplicates.has(key))).toEqual([false, false]);
      }
      for (const key of [a, b, c, d]) duplicates.add(key);
      expect([a, b, c, d].map((key) => duplicates.has(key))).toEqual([false, true, true, true]);
    });
  });
});
