import { describe, expect, it, vi } from 'vitest';
import { Patience } from '../../src/bridges/patience.ts';

describe('the pause before another try', () => {
  it('is as long as the room asks, also when that is longer than a minute', async () => {
    vi.useFakeTimers();
    try {
      const ended = vi.fn();
      void new Patience(5, new AbortController().signal).pause({ retryAfterMs: 90_000 }).then(ended);
      await vi.advanceTimersByTimeAsync(89_999);
      expect(ended).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(ended).toHaveBeenCalledWith(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is no longer than an hour, whatever a room asks', async () => {
    vi.useFakeTimers();
    try {
      const ended = vi.fn();
      void new Patience(5, new AbortController().signal).pause({ retryAfterMs: 1e15 }).then(ended);
      await vi.advanceTimersByTimeAsync(3_599_999);
      expect(ended).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(ended).toHaveBeenCalledWith(true);
    } finally {
      vi.useRealTimers();
    }
  });
});
