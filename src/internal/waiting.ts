/** Why a call stops before its end. */
export type StopReason = 'timeout' | 'aborted';

/**
 * Calls back once, when `ms` are over or the caller's signal aborts, whichever comes first. Returns what lets go of both.
 * An AbortController for this would cost several microseconds each time on Node 20.
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

/** Waits for `ms`, or until the caller's signal aborts, and tells which. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<StopReason> {
  return new Promise((resolve) => {
    limit(ms, signal, resolve);
  });
}

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
    const ignore = onAbort(signal, abort);
    work().then(resolve, reject).finally(ignore);
  });
}

/**
 * Calls back when a signal aborts; returns what takes that back. However many wait for one signal, it has one listener:
 * Node warns of a leak from the eleventh on, and one signal for a thousand calls is none.
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
