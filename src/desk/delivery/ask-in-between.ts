import type { Clock, Timer } from '../../internal/clock.ts';

const everyMs = 3_000;

/** Asks every few seconds, from now on; returns what ends it. `ask` never rejects. */
export function askInBetween(clock: Clock, ask: () => Promise<void>): () => void {
  let isOver = false;
  let timer: Timer;
  const next = () => {
    timer = clock.start(everyMs, async () => {
      await ask();
      if (!isOver) next();
    });
  };
  next();
  return () => {
    isOver = true;
    timer.cancel();
  };
}
