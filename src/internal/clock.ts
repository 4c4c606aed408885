/** What tells the time and calls back later; replaced by a manual one in tests. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back after `ms`, unless cancelled before. */
  start(ms: number, onTimeUp: () => void): Timer;
}

/** A time that runs. */
export interface Timer {
  /** May be called more than once, and when the time was up. */
  cancel(): void;
}

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  start(ms, onTimeUp) {
    const timer = setTimeout(onTimeUp, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Milliseconds that only grow, whatever becomes of the time of day; a manual clock's own. */
export function monotonicNow(clock: Clock): number {
  return clock === systemClock ? performance.now() : clock.now();
}
