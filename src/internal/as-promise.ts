/**
 * A promise of our own for anything that may be one. Not `Promise.resolve`, which hands on a promise as it is, and with
 * it a `then` that somebody has replaced. Never throws.
 */
export function asPromise<T>(value: T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve) => resolve(value));
}

/** Whether a value is a promise, of whatever library. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
