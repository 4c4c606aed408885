const triesAtOnce = 10;
const tryAgainMs = 6_000;
const maxAddresses = 10_000;

/**
 * Who may try a password: ten wrong ones in a row from an address, then one more every six seconds. Right passwords cost
 * nothing. Remembers the newest 10,000 addresses.
 */
export class WrongPasswords {
  // When all tries of an address will be free again.
  readonly #until = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** How long an address has to wait for its next try, in milliseconds; 0 when it may try now. */
  waitMs(address: string): number {
    const busyMs = (this.#until.get(address) ?? 0) - this.#now();
    return Math.max(0, busyMs - (triesAtOnce - 1) * tryAgainMs);
  }

  /** A password was wrong. */
  add(address: string): void {
    const until = Math.max(this.#until.get(address) ?? 0, this.#now()) + tryAgainMs;
    // As the newest.
    this.#until.delete(address);
    this.#until.set(address, until);
    const [oldest] = this.#until.keys();
    if (this.#until.size > maxAddresses && oldest !== undefined) this.#until.delete(oldest);
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#until.size;
  }
}
