import { expect, it, onTestFinished, vi } from 'vitest';
import { LogLimit } from '../../src/webhook/log-limit.ts';

it('lets ten lines of a kind through in a minute, and says how many were left out', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const limit = new LogLimit();
  const flood = (kind: number) => Array.from({ length: 1_000 }, () => limit.admit(kind)).filter(Boolean);
  expect(flood(401)).toHaveLength(10);
  expect(flood(400), 'another kind').toHaveLength(10);
  vi.advanceTimersByTime(59_999);
  expect(limit.admit(401)).toBeUndefined();
  vi.advanceTimersByTime(1);
  expect(limit.admit(401)).toMatchObject({ leftOut: 991 });
  vi.advanceTimersByTime(60_000);
  expect(flood(401)).toHaveLength(10);
});
