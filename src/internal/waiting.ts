/** Why a call stopped before its end. */
export type StopReason = 'timeout' | 'aborted';

/**
 * Calls back once: after `ms`, or when the caller's signal aborts, whichever comes first. Returns a function that
 * cancels both. Uses no AbortController, which costs several microseconds on Node 20
 * (https://github.com/nodejs/performance/issues/44).
 */
export function limit(ms: number, signal: AbortSignal | undefined, onStop: (reason: StopReason) => void): () => void {
  const stop = (reason: StopReason) => {
    clear();
    onStop(reason);
  };
  const clear = () => {
    clearTimeout(timer);
    ignore?.();
  };
  const timer = setTimeout(stop, ms, 'timeout');
  const ignore = signal && onAbort(signal, () => stop('aborted'));
  if (signal?.aborted) stop('aborted');
  return clear;
}

/** Waits for `ms` or until the caller's signal aborts. Resolves to which of the two it was. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<StopReason> {
  return new Promise((resolve) => {
    limit(ms, signal, resolve);
  });
}

/**
 * Waits for work until a signal aborts. The result of work that ends later is ignored.
 *
 * @param reason the error for an abort; default: the signal's own reason
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
    const ignore = onAbort(signal, abort);
    work().then(resolve, reject).finally(ignore);
  });
}

/**
 * Calls back when a signal aborts. Returns a function that undoes this. A signal gets a single listener, however many
 * calls wait for it: Node warns of a leak from the eleventh listener (https://github.com/nodejs/node/issues/46525),
 * though one signal for a thousand calls is fine.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const { callbacks, stop } = waiting.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return () => {
    if (callbacks.delete(callback) && callbacks.size === 0) stop();
  };
}

interface AbortListener {
  callbacks: Set<() => void>;
  stop(): void;
}

const waiting = new WeakMap<AbortSignal, AbortListener>();

function listen(signal: AbortSignal): AbortListener {
  const callbacks = new Set<() => void>();
  const listener = () => {
    stop();
    for (const callback of callbacks) callback();
  };
  const stop = () => {
    waiting.delete(signal);
    signal.removeEventListener('abort', listener);
  };
  signal.addEventListener('abort', listener);
  const entry = { callbacks, stop };
  waiting.set(signal, entry);
  return entry;
}
