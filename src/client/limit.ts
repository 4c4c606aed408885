/** Why a signal of this client aborts; it is the signal's reason. */
export type StopReason = 'timeout' | 'aborted';

/** A limit of time, and of the caller's patience. */
export interface Limit {
  /** Aborts when the time is up or when the outer signal does. */
  signal: AbortSignal;
  /** Lets go of the timer and of the outer signal. */
  clear(): void;
}

/**
 * Makes a limit of `ms` inside `outer`. `reason` is what an abort of `outer` stands for, by default its own reason.
 * By hand, as AbortSignal.any keeps what it made for as long as the outer signal lives.
 */
export function limit(ms: number, outer: AbortSignal | undefined, reason?: StopReason): Limit {
  const controller = new AbortController();
  const onAbort = () => controller.abort(reason ?? outer?.reason);
  const timer = setTimeout(() => controller.abort('timeout' satisfies StopReason), ms);
  outer?.addEventListener('abort', onAbort);
  if (outer?.aborted) onAbort();
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', onAbort);
    },
  };
}

/** Waits for `ms`, or until `outer` aborts. */
export function pause(ms: number, outer: AbortSignal): Promise<void> {
  const { signal, clear } = limit(ms, outer);
  return new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve());
    if (signal.aborted) resolve();
  }).finally(clear);
}
