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

it('says of the last line before a pause that it is the last, and of no other', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  vi.advanceTimersByTime(3_600_000);
  const limit = new LogLimit();
  const lines = Array.from({ length: 10 }, () => limit.admit(401));
  expect(lines.map((line) => line?.isLast)).toEqual([...Array(9).fill(false), true]);
  for (let line = 1; line < 10; line++) limit.admit(400);
  vi.advanceTimersByTime(60_000);
  expect(limit.admit(400), 'the next line may be written, too').toEqual({ leftOut: 0, isLast: false });
  expect(limit.admit(400)).toMatchObject({ isLast: false });
});
