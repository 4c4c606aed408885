import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Timer } from '../../src/internal/clock.ts';
import { createTimers, SharedTimers, separateTimers, type Timers } from '../../src/webhook/timers.ts';

describe.each<[string, (ms: number) => Timers]>([
  ['SharedTimers', (ms) => new SharedTimers(ms)],
  ['separateTimers', separateTimers],
])('%s', (_name, make) => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('calls each back when its own time is up, in their order', () => {
    const { fired, start } = recorded(make(100));
    start('a');
    vi.advanceTimersByTime(3);
    start('b');
    vi.advanceTimersByTime(40);
    start('c');
    vi.advanceTimersByTime(56);
    expect(fired, 'expected nobody to be called early').toEqual([]);
    vi.advanceTimersByTime(1);
    expect(fired).toEqual(['a']);
    vi.advanceTimersByTime(2);
    expect(fired).toEqual(['a']);
    vi.advanceTimersByTime(1);
    expect(fired).toEqual(['a', 'b']);
    vi.advanceTimersByTime(39);
    expect(fired).toEqual(['a', 'b']);
    vi.advanceTimersByTime(1000);
    expect(fired, 'expected each to be called once').toEqual(['a', 'b', 'c']);
  });

  it('does not call back who cancelled, once or twice', () => {
    const { fired, start } = recorded(make(100));
    const timers = ['a', 'b', 'c', 'd'].map(start);
    for (const index of [1, 0, 3, 3]) timers[index]?.cancel();
    vi.advanceTimersByTime(100);
    expect(fired).toEqual(['c']);
    timers[2]?.cancel();
    vi.advanceTimersByTime(100);
    expect(fired).toEqual(['c']);
  });

  it('gives its whole time to who comes after all the others cancelled', () => {
    const { fired, start } = recorded(make(100));
    start('a').cancel();
    vi.advanceTimersByTime(60);
    start('b');
    vi.advanceTimersByTime(99);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(fired).toEqual(['b']);
  });

  it('starts anew after a pause', () => {
    const { fired, start } = recorded(make(100));
    start('a');
    vi.advanceTimersByTime(5000);
    start('b');
    vi.advanceTimersByTime(99);
    expect(fired).toEqual(['a']);
    vi.advanceTimersByTime(1);
    expect(fired).toEqual(['a', 'b']);
  });

  it('lets a callback cancel another that is due, and start a third', () => {
    const timers = make(100);
    const fired: string[] = [];
    let second: Timer | undefined;
    timers.start(() => {
      fired.push('first');
      second?.cancel();
      timers.start(() => fired.push('third'));
    });
    second = timers.start(() => fired.push('second'));
    vi.advanceTimersByTime(100);
    expect(fired).toEqual(['first']);
    vi.advanceTimersByTime(99);
    expect(fired).toEqual(['first']);
    vi.advanceTimersByTime(1);
    expect(fired).toEqual(['first', 'third']);
    vi.advanceTimersByTime(1000);
    expect(fired).toEqual(['first', 'third']);
  });

  it('takes fractions of milliseconds', () => {
    const { fired, start } = recorded(make(0.5));
    start('a');
    vi.advanceTimersByTime(2);
    expect(fired).toEqual(['a']);
  });
});

describe('SharedTimers', () => {
  it('sets one timer for all', () => {
    vi.useFakeTimers();
    try {
      const { start } = recorded(new SharedTimers(100));
      for (let i = 0; i < 50; i++) start(String(i));
      expect(vi.getTimerCount()).toBe(1);
      vi.advanceTimersByTime(100);
      expect(vi.getTimerCount(), 'expected none when nobody waits').toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('runs on the timers that are in place, whichever were when others began to wait', async () => {
    const { fired, start } = recorded(new SharedTimers(20));
    vi.useFakeTimers();
    try {
      start('fake, never due');
    } finally {
      vi.useRealTimers();
    }
    start('real, waits while fake timers are in place');
    vi.useFakeTimers();
    try {
      start('fake');
      vi.advanceTimersByTime(20);
      expect(fired).toEqual(['fake']);
    } finally {
      vi.useRealTimers();
    }
    await vi.waitFor(() => expect(fired).toEqual(['fake', 'real, waits while fake timers are in place']), 60_000);
  });

  it('does not keep a process alive', () => {
    // These are the resources that do.
    const timersAlive = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timersAlive();
    const shared = new SharedTimers(60_000).start(() => {});
    expect(timersAlive()).toBe(before);
    const separate = separateTimers(60_000).start(() => {});
    expect(timersAlive(), 'expected a usual timer to show, or this test shows nothing').toBe(before + 1);
    separate.cancel();
    shared.cancel();
  });

  it('keeps the order, and time, on the real clock', async () => {
    const fired: string[] = [];
    const timers = new SharedTimers(20);
    const startedAt = performance.now();
    timers.start(() => fired.push('a'));
    timers.start(() => fired.push('cancelled')).cancel();
    await new Promise<void>((resolve) => {
      timers.start(() => {
        fired.push('b');
        resolve();
      });
    });
    expect(fired).toEqual(['a', 'b']);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(20);
  });
});

describe('separateTimers', () => {
  it.each([
    ['brought about', () => Promise.resolve('done'), 'done'],
    ['given up', () => Promise.reject(new Error('no')), 'no'],
  ])('has the request wait on a timer of its own, until what it waits for is %s', async (_case, settle, expected) => {
    vi.useFakeTimers();
    try {
      let end = () => {};
      const other = new Promise<string>((resolve) => {
        end = () => resolve(settle());
      });
      const waited = separateTimers(100)
        .stayAliveUntil(other)
        .catch(({ message }: Error) => message);
      expect(vi.getTimerCount()).toBe(1);
      end();
      expect(await waited).toBe(expected);
      expect(vi.getTimerCount(), 'expected none when it waits no more').toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('createTimers', () => {
  it.each<[string, object, number]>([
    ['one for all on Node, Bun and Deno', {}, 1],
    ['one for each on Cloudflare Workers', { WebSocketPair: class {} }, 2],
    ['one for each where there is no process', { process: undefined }, 2],
    ['one for each where a process has no versions', { process: {} }, 2],
    ['one for each where nothing is said of Node', { process: { versions: {} } }, 2],
  ])('sets %s', (_case, globals, count) => {
    vi.useFakeTimers();
    try {
      for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
      const timers = createTimers(100);
      vi.unstubAllGlobals();
      for (let caller = 0; caller < 2; caller++) timers.start(() => {});
      expect(vi.getTimerCount()).toBe(count);
    } finally {
      vi.unstubAllGlobals();
      vi.useRealTimers();
    }
  });
});

function recorded(timers: Timers) {
  const fired: string[] = [];
  return { fired, start: (name: string) => timers.start(() => fired.push(name)) };
}
