import { type Clock, monotonicNow } from '../internal/clock.ts';

/** A turn that is asked for: if the store gives it, it counts from the moment of asking. */
export interface SendTurn {
  id: string;
  /** On the monotonic clock. */
  askedAt: number;
}

/** Makes the turns of a desk, each with a name that no other desk's has. */
export class SendTurns {
  readonly #clock: Clock;
  readonly #desk = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(36)).join('');
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(): SendTurn {
    return { id: `${this.#desk}-${(++this.#count).toString(36)}`, askedAt: monotonicNow(this.#clock) };
  }
}
