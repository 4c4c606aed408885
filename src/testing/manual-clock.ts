import type { Clock, Timer } from '../internal/clock.ts';
import { inputError } from '../internal/options.ts';
import { onNextTurn } from '../internal/real-timers.ts';

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /**
   * Moves the time on by `ms`, and calls back whoever is due on the way, in the order of their times, each at its own
   * time. What a callback sets going gets a turn of the event loop before the next one is called.
   */
  advance(ms: number): Promise<void>;
}

interface PendingTimer {
  dueAt: number;
  onTimeUp(): void;
}

/**
 * Makes a clock for `createPlatform` and `createDesk` that a test moves by hand, so that a timeout of a minute takes no
 * time at all.
 *
 * @param startAt where it stands, in milliseconds since the epoch. Default: the present.
 * @throws {GptBotsHumanError} kind `input`, when `startAt` is no number
 *
 * @example
 * const clock = manualClock();
 * const platform = createPlatform({ secret, clock });
 * await clock.advance(60_000);
 */
export function manualClock(startAt: number = Date.now()): ManualClock {
  if (!Number.isFinite(startAt)) throw inputError('startAt: expected milliseconds since the epoch');
  let now = startAt;
  const waiting = new Set<PendingTimer>();

  const firstDue = (until: number): PendingTimer | undefined => {
    let first: PendingTimer | undefined;
    // A set keeps the order of starting, which decides between two of the same time.
    for (const entry of waiting) if (entry.dueAt <= until && (!first || entry.dueAt < first.dueAt)) first = entry;
    return first;
  };

  let advancing = Promise.resolve();
  const move = async (ms: number) => {
    const until = now + ms;
    await nextTurn();
    for (let entry = firstDue(until); entry; entry = firstDue(until)) {
      waiting.delete(entry);
      now = entry.dueAt;
      entry.onTimeUp();
      await nextTurn();
    }
    now = until;
  };

  return {
    now: () => now,
    start(ms, onTimeUp): Timer {
      const entry = { dueAt: now + Math.max(0, ms), onTimeUp };
      waiting.add(entry);
      return { cancel: () => waiting.delete(entry) };
    },
    async advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) throw inputError('ms: expected how far to move the time on, 0 or more');
      // One at a time: two at once would both start from the same moment.
      const moved = advancing.then(() => move(ms));
      advancing = moved.catch(() => {});
      await moved;
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => onNextTurn(resolve));
}
