import type { Timers } from './timers.ts';

/** What {@link withinTime} resolves to when the time was up first. */
export const timeUp = Symbol('time is up');

/** Waits for a promise, but no longer than the timers allow. What comes of it afterwards is ignored. */
export function withinTime<T>(promise: PromiseLike<T>, timers: Timers): Promise<T | typeof timeUp> {
  return new Promise((resolve, reject) => {
    const timer = timers.start(() => resolve(timeUp));
    promise.then(
      (value) => {
        timer.cancel();
        resolve(value);
      },
      (error: unknown) => {
        timer.cancel();
        reject(error);
      },
    );
  });
}
