import { onceRead } from '../internal/late.ts';
import { createTimers, type Timers } from '../webhook/timers.ts';

/**
 * Timers for bodies that are being read. After the process stood still (stopped, busy, a laptop asleep), a timer fires before the
 * sockets are read: the body may have arrived meanwhile, and is read first.
 */
export function createBodyTimers(ms: number): Timers {
  const timers = createTimers(ms);
  return {
    start(onTimeUp) {
      const dueAt = performance.now() + ms;
      let isCancelled = false;
      const timer = timers.start(() =>
        onceRead(dueAt, () => {
          if (!isCancelled) onTimeUp();
        }),
      );
      return {
        cancel() {
          isCancelled = true;
          timer.cancel();
        },
      };
    },
    stayAliveUntil: (promise) => timers.stayAliveUntil(promise),
  };
}
