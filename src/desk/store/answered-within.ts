import { tooSlow } from './store-error.ts';

/** Waits for a database, but no longer than `ms`; then it throws {@link tooSlow}. What comes of it afterwards is ignored. */
export function answeredWithin<T>(ms: number, ask: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooSlow), ms);
    // A database of your own may throw at once.
    (async () => ask())()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
