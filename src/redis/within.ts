/** Waits for work, but no longer than `ms`. A later result is ignored. */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('TIMEOUT')), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
