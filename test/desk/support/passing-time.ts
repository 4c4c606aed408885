import type { ManualClock } from 'gptbots-human/testing';

/** Moves the time on a second at a time, with a little real time in between for a store that is another process. */
export async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let rest = ms; rest > 0; rest -= 1000) {
    await clock.advance(Math.min(1000, rest));
    await breathe();
  }
}

/** Moves the time on until `check` throws no more; after `mostMs` what it throws is thrown. */
export async function passUntil(clock: ManualClock, check: () => unknown, mostMs = 10_000): Promise<void> {
  for (let passed = 0; ; passed += 1000) {
    try {
      await check();
      return;
    } catch (error) {
      if (passed >= mostMs) throw error;
      await pass(clock, 1000);
    }
  }
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 3));
}

/** A time that no timer knows of: nothing happens by itself when it passes. */
export function standingTime() {
  let now = 1_750_000_000_000;
  return {
    now: () => now,
    start: () => ({ cancel() {} }),
    pass: (ms: number) => {
      now += ms;
    },
  };
}
