import { type Deferred, deferred } from '../../helpers/deferred.ts';

/** A connection to GPTBots that a test can hold up. */
export interface GatedFetch {
  fetch: typeof globalThis.fetch;
  /** Holds up whatever is sent from now on. */
  hold(): Gate;
  /** The most calls that were ever under way at the same time. */
  readonly most: number;
}

/** A hold-up. */
export interface Gate {
  /** Resolves once a call is held up. */
  arrived: Promise<void>;
  /** Lets them go, and all that come after. */
  open(): void;
}

/** Puts gates before a `fetch`. */
export function gated(fetch: typeof globalThis.fetch): GatedFetch {
  let gate: { arrived: Deferred<void>; opened: Deferred<void> } | undefined;
  let underWay = 0;
  let most = 0;
  return {
    async fetch(input, init) {
      most = Math.max(most, ++underWay);
      gate?.arrived.resolve();
      try {
        await gate?.opened.promise;
        return await fetch(input, init);
      } finally {
        underWay--;
      }
    },
    hold() {
      const held = { arrived: deferred(), opened: deferred() };
      gate = held;
      return {
        arrived: held.arrived.promise,
        open() {
          if (gate === held) gate = undefined;
          held.opened.resolve();
        },
      };
    },
    get most() {
      return most;
    },
  };
}
