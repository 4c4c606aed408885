import type { Timers } from './timers.ts';

/** The result of {@link withinTime} when the time is up before the promise settles. */
export const timeUp = Symbol('time is up');

/**
 * Waits for a promise, but no longer than the timers run.
 *
 * @param late gets the error of a promise that rejects after the time was up
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
