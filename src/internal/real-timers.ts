/**
 * The runtime's own timers, saved at import. They go on when a test installs fake timers later. They are bound, because
 * browsers throw "Illegal invocation" when a timer function is called as a method of another object
 * (https://github.com/sindresorhus/p-timeout/pull/18).
 */
export const realSetTimeout: typeof setTimeout = globalThis.setTimeout.bind(globalThis);
export const realClearTimeout: typeof clearTimeout = globalThis.clearTimeout.bind(globalThis);

/** Milliseconds that never go backwards, also under fake timers. */
export const realNow: () => number = performance.now.bind(performance);

/** Calls back in the next turn of the event loop. */
export function onNextTurn(work: () => void): void {
  realSetTimeout(work, 0);
}
