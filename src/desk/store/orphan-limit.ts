import type { DeskDatabase } from './database.ts';

const countedForMs = 1_000;

/**
 * Whether a database holds as many orphans as may be. They are counted once a second at most, and only when another one wants to
 * come: with several instances there may be some more than allowed.
 */
export class OrphanLimit {
  readonly #database: Pick<DeskDatabase, 'orphans'>;
  readonly #max: number;
  #count = 0;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(database: Pick<DeskDatabase, 'orphans'>, max = Number.POSITIVE_INFINITY) {
    this.#database = database;
    this.#max = max;
  }

  async isReached(): Promise<boolean> {
    if (this.#max === Number.POSITIVE_INFINITY) return false;
    const now = performance.now();
    if (now >= this.#countedAt + countedForMs) {
      // Whoever comes meanwhile goes by the last count.
      this.#countedAt = now;
      this.#count = await this.#database.orphans(this.#max);
    }
    return this.#count >= this.#max;
  }

  /** There is one more. */
  add(): void {
    this.#count++;
  }

  /** There may be one less. */
  countAgain(): void {
    this.#countedAt = Number.NEGATIVE_INFINITY;
  }
}
