// Enough to read 1 MiB, of which the operating system gives out 64 kB at a time.
const turns = 20;

/**
 * Calls back now, or a moment later when the time was up long before this is noticed: a process that was frozen or busy
 * finds its timers due before it has read what lies in its sockets, the answer perhaps.
 */
export function onceRead(dueAt: number, decide: () => void, left = turns): void {
  // Timers are a fraction of a millisecond late all the time.
  if (left === 0 || performance.now() - dueAt < 1) decide();
  else setTimeout(onceRead, 0, dueAt, decide, left - 1);
}
