import { type Clock, monotonicNow } from '../../internal/clock.ts';

/** A send turn, to be granted by the store. If it is, its lease counts from `askedAt`. */
export interface SendTurn {
  id: string;
  /** On the monotonic clock. */
  askedAt: number;
}

/** Makes send turns. Their ids are unique over all instances. */
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
