/**
 * Wraps a value or a promise in a new promise. Never throws.
 *
 * `Promise.resolve` would return a given promise as it is, together with a `then` that somebody may have replaced.
 */
export function asPromise<T>(value: T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve) => resolve(value));
}

/** Whether a value has a `then` method: a promise of any library. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
