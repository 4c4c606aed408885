import { type Clock, monotonicNow, type Timer } from '../../internal/clock.ts';

// Of a lease that lasts L, the first renewal after L/3 leaves time for two more.
const renewals = 3;

/**
 * How long a send turn holds: until it is not renewed in time. It is measured from before the turn was asked for, on
 * the monotonic clock, so that it ends here no later than in the store.
 */
export class Lease {
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #renew: () => Promise<boolean>;
  #until: number;
  #timer: Timer | undefined;

  /** @param renew asks the store; rejects when the store is away */
  constructor(clock: Clock, leaseMs: number, askedAt: number, renew: () => Promise<boolean>) {
    this.#clock = clock;
    this.#leaseMs = leaseMs;
    this.#renew = renew;
    this.#until = askedAt + leaseMs;
    this.#renewLater();
  }

  get isHeld(): boolean {
    return monotonicNow(this.#clock) < this.#until;
  }

  /** Renews no longer. */
  end(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #renewLater(): void {
    const timer = this.#clock.start(this.#leaseMs / renewals, async () => {
      const askedAt = monotonicNow(this.#clock);
      // A store that is away may be back in time.
      const isRenewed = await this.#renew().catch(() => undefined);
      if (this.#timer !== timer) return;
      if (isRenewed === false) {
        this.#until = 0;
        return;
      }
      if (isRenewed) this.#until = askedAt + this.#leaseMs;
      this.#renewLater();
    });
    this.#timer = timer;
  }
}
