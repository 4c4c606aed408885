interface AbortListener {
  callbacks: Set<() => void>;
  stop(): void;
}

const waiting = new WeakMap<AbortSignal, AbortListener>();

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
