/**
 * The runtime's own timers, taken at import: before a test puts fake ones in their place, which stand still. For what has to
 * go on under fake timers. Bound, as browsers refuse to call them as methods of anything else.
 */
export const realSetTimeout: typeof setTimeout = globalThis.setTimeout.bind(globalThis);
export const realClearTimeout: typeof clearTimeout = globalThis.clearTimeout.bind(globalThis);

/** Milliseconds that only grow, under fake timers too. */
export const realNow: () => number = performance.now.bind(performance);

/** Calls back in the next turn of the event loop. */
export function onNextTurn(work: () => void): void {
  realSetTimeout(work, 0);
}
