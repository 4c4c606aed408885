import { onAbort } from './on-abort.ts';

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
