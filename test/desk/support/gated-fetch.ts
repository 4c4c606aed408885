import { type Deferred, deferred } from '../../helpers/deferred.ts';

/** A connection to GPTBots that a test can hold up. */
export interface GatedFetch {
  fetch: typeof globalThis.fetch;
  /** Holds up whatever is sent from now on. */
  hold(): Gate;
  /** Lets through whatever is sent from now on, and holds up what comes back. */
  holdAnswers(): Gate;
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
  let gate: { holds: 'calls' | 'answers'; arrived: Deferred<void>; opened: Deferred<void> } | undefined;
  let underWay = 0;
  let most = 0;
  const holdUp = (holds: 'calls' | 'answers'): Gate => {
    const held = { holds, arrived: deferred(), opened: deferred() };
    gate = held;
    return {
      arrived: held.arrived.promise,
      open() {
        if (gate === held) gate = undefined;
        held.opened.resolve();
      },
    };
  };
  return {
    async fetch(input, init) {
      const { holds, arrived, opened } = gate ?? {};
      most = Math.max(most, ++underWay);
      arrived?.resolve();
      try {
        if (holds === 'calls') await opened?.promise;
        const answer = fetch(input, init);
        if (holds === 'answers') await Promise.allSettled([answer, opened?.promise]);
        return await answer;
      } finally {
        underWay--;
      }
    },
    hold: () => holdUp('calls'),
    holdAnswers: () => holdUp('answers'),
    get most() {
      return most;
    },
  };
}
