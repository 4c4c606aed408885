import type { Clock } from '../internal/clock.ts';

const delayMs = 1000;

interface Hold<Until> {
  until: Until | undefined;
  end(): void;
}

/** What a fault holds back: for a second of the platform's clock, or until something happens. */
export class Holds<Until = never> {
  readonly #clock: Clock;
  readonly #holds = new Set<Hold<Until>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wait(until?: Until): Promise<void> {
    return new Promise((resolve) => {
      const hold: Hold<Until> = {
        until,
        end: () => {
          timer.cancel();
          this.#holds.delete(hold);
          resolve();
        },
      };
      const timer = this.#clock.start(delayMs, hold.end);
      this.#holds.add(hold);
    });
  }

  /** Returns a function that ends the holds of this moment for which `ends` is true; later ones wait on. */
  releaser(ends: (until: Until) => boolean): () => void {
    const ending = [...this.#holds].filter(({ until }) => until !== undefined && ends(until));
    return () => {
      for (const hold of ending) hold.end();
    };
  }

  endAll(): void {
    for (const hold of this.#holds) hold.end();
  }
}
