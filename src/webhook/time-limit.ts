import type { Timers } from './timers.ts';

/** What {@link withinTime} resolves to when the time was up first. */
export const timeUp = Symbol('time is up');

/**
 * Waits for a promise, but no longer than the timers allow.
 *
 * @param late hears of a failure that comes after the time was up
 */
export function withinTime<T>(
  promise: PromiseLike<T>,
  timers: Timers,
  late?: (error: unknown) => void,
): Promise<T | typeof timeUp> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const timer = timers.start(() => {
      isOver = true;
      resolve(timeUp);
    });
    promise.then(
      (value) => {
        timer.cancel();
        resolve(value);
      },
      (error: unknown) => {
        timer.cancel();
        if (isOver) late?.(error);
        else reject(error);
      },
    );
  });
}
