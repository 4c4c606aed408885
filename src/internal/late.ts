// Turns of the event loop. Enough to read 1 MiB in chunks of 64 kB, which is how much Node reads at a time.
const turns = 20;

/**
 * Calls back now. When the timer fired late, calls back a few turns of the event loop later. A process that was frozen
 * or busy runs its due timers before it reads its sockets, and what is waited for may already be there.
 */
export function onceRead(dueAt: number, decide: () => void, left = turns): void {
  // Timers are always late by a fraction of a millisecond.
  if (left === 0 || performance.now() - dueAt < 1) decide();
  else setTimeout(onceRead, 0, dueAt, decide, left - 1);
}
