/** Tells the time and calls back later. Tests replace it by a manual clock. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back after `ms`, unless the timer is cancelled before. */
  start(ms: number, onTimeUp: () => void): Timer;
}

/** A running timer. */
export interface Timer {
  /** Stops the timer. Does nothing when it was cancelled before or has fired. */
  cancel(): void;
}

/** This machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  start(ms, onTimeUp) {
    const timer = setTimeout(onTimeUp, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Milliseconds that never go backwards, even when the time of day is changed. A manual clock gives its own time. */
export function monotonicNow(clock: Clock): number {
  return clock === systemClock ? performance.now() : clock.now();
}
