import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Duplicates } from '../../src/webhook/duplicates.ts';

const day = 86_400_000;
// What a request is known by.
const [a, b, c, d, e, x, y, z] = [1, 2, 3, 4, 5, 6, 7, 8];

describe('Duplicates', () => {
  it('knows a request that was handled', () => {
    const duplicates = new Duplicates({ ttlMs: day, maxEntries: 10 });
    expect(duplicates.begin(a), 'expected a new request to run').toBeUndefined();
    duplicates.settle(a, true);
    expect(duplicates.begin(a)).toBe('handled');
    expect(duplicates.begin(b), 'expected another one to run').toBeUndefined();
  });

  it('forgets a request that was not handled', () => {
    const duplicates = new Duplicates({ ttlMs: day, maxEntries: 10 });
    duplicates.begin(a);
    duplicates.settle(a, false);
    expect(duplicates.begin(a)).toBeUndefined();
  });

  it.each([true, false])('tells every repeat when a running request is over, handled: %s', async (handled) => {
    const duplicates = new Duplicates({ ttlMs: day, maxEntries: 10 });
    duplicates.begin(a);
    const repeats = [duplicates.begin(a), duplicates.begin(a)];
    expect(repeats).toEqual([expect.any(Promise), expect.any(Promise)]);
    duplicates.settle(a, handled);
    await Promise.all(repeats);
    expect(duplicates.begin(a)).toBe(handled ? 'handled' : undefined);
  });

  it('remembers exactly the newest maxEntries', () => {
    const duplicates = new Duplicates({ ttlMs: day, maxEntries: 3 });
    for (const key of [a, b, c, d, e]) handle(duplicates, key);
    expect([c, d, e].map((key) => duplicates.begin(key))).toEqual(['handled', 'handled', 'handled']);
    expect(duplicates.begin(a)).toBeUndefined();
    expect(duplicates.begin(b)).toBeUndefined();
  });

  it('remembers one, when that is the maximum', () => {
    const duplicates = new Duplicates({ ttlMs: day, maxEntries: 1 });
    for (const key of [a, b, b]) handle(duplicates, key);
    expect(duplicates.begin(b)).toBe('handled');
    expect(duplicates.begin(a)).toBeUndefined();
  });

  it('does not count a repeat as newer', () => {
    const duplicates = new Duplicates({ ttlMs: day, maxEntries: 2 });
    for (const key of [a, b]) handle(duplicates, key);
    duplicates.begin(a);
    handle(duplicates, c);
    expect(duplicates.begin(b)).toBe('handled');
  });

  it('does not let requests that failed push out those that were handled', () => {
    const duplicates = new Duplicates({ ttlMs: day, maxEntries: 3 });
    handle(duplicates, a);
    for (const key of [x, y, z, z, z]) {
      duplicates.begin(key);
      duplicates.settle(key, false);
    }
    expect(duplicates.begin(a), 'expected one handled request to fit into three').toBe('handled');
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
      handle(duplicates, a);
      vi.advanceTimersByTime(999);
      expect(duplicates.begin(a)).toBe('handled');
      vi.advanceTimersByTime(1);
      expect(duplicates.begin(a)).toBeUndefined();
    });

    it('counts from the end of the run', () => {
      const duplicates = new Duplicates({ ttlMs: 1000, maxEntries: 10 });
      duplicates.begin(a);
      vi.advanceTimersByTime(5000);
      expect(duplicates.begin(a), 'expected a running request not to be forgotten').toBeInstanceOf(Promise);
      duplicates.settle(a, true);
      vi.advanceTimersByTime(999);
      expect(duplicates.begin(a)).toBe('handled');
    });
  });
});

function handle(duplicates: Duplicates, key: number): void {
  if (duplicates.begin(key) === undefined) duplicates.settle(key, true);
}
