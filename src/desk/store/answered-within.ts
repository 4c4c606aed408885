import { tooSlow } from './store-error.ts';

/** Waits for a database, but no longer than `ms`; then it throws {@link tooSlow}. What comes of it afterwards is ignored. */
export function answeredWithin<T>(ms: number, ask: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const endsAt = performance.now() + ms;
    let timer: ReturnType<typeof setTimeout>;
    // A timer may end early, and then the database would still carry out what its caller is told it did not.
    const wait = (leftMs: number) => {
      timer = setTimeout(() => {
        const now = performance.now();
        if (now < endsAt) wait(endsAt - now);
        else reject(tooSlow);
      }, Math.ceil(leftMs));
    };
    wait(ms);
    // A database of your own may throw at once.
    (async () => ask())()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
