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
