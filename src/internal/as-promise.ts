/**
 * A promise of our own for anything that may be one. Not `Promise.resolve`, which hands on a promise as it is, and with
 * it a `then` that somebody has replaced. Never throws.
 */
export function asPromise<T>(value: T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve) => resolve(value));
}
