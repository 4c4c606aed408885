/**
 * Waits for work, but no longer than a signal allows; what comes of it afterwards is ignored.
 *
 * @param reason what it rejects with then; the signal's own unless given
 */
export function unlessAborted<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  reason: () => unknown = () => signal.reason,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(reason());
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
