import type { Timers } from './timers.ts';

/** What {@link withinTime} resolves to when the time was up first. */
export const timeUp = Symbol('time is up');

/** Waits for a promise, but no longer than the timers allow. What comes of it afterwards is ignored. */
export function withinTime<T>(promise: PromiseLike<T>, timers: Timers): Promise<T | typeof timeUp> {
  return new Promise((resolve, reject) => {
    const cancel = timers.start(() => resolve(timeUp));
    promise.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}

/** Whether a function's result has to be waited for. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
