import type { Counts } from '../desk/store/database.ts';
import type { SessionState } from '../desk/types.ts';
import type { Statements } from './statements.ts';
import { refuseNewerTables } from './tables.ts';

const states: readonly SessionState[] = ['waiting', 'connected', 'closed'];

/** What is kept of the store as a whole; read at the beginning of each transaction, and written at its end. */
export class Meta {
  /** Up to this position, events are no longer kept. */
  trimmed = 0;
  /** How many events are kept. */
  events = 0;
  /** How many sessions are in each state. */
  readonly counts: Counts = { waiting: 0, connected: 0, closed: 0 };
  readonly #statements: Statements;
  #storeId = '';
  #newest = 0;
  #saved = '';

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  read(): void {
    const row = this.#statements.meta.get();
    refuseNewerTables(Number(row?.version));
    this.#storeId = String(row?.store_id);
    this.#newest = Number(row?.newest);
    this.trimmed = Number(row?.trimmed);
    this.events = Number(row?.events);
    for (const state of states) this.counts[state] = Number(row?.[state]);
    this.#saved = this.#values.join();
  }

  save(): void {
    if (this.#values.join() !== this.#saved) this.#statements.saveMeta.run(...this.#values);
  }

  /**
   * A number greater than all before. It follows the time, so that it was not given before even when the database has lost
   * its newest changes since: in a power cut, or because a copy of the file was put back.
   */
  next(): number {
    this.#newest = Math.max(this.#newest + 1, Date.now() * 1000);
    return this.#newest;
  }

  /** The newest position. */
  get newest(): string {
    return this.positionOf(this.#newest);
  }

  positionOf(count: number): string {
    return `${this.#storeId}-${String(count).padStart(16, '0')}`;
  }

  /** Undefined when it is none of this store, or one that it has lost. */
  countOf(position: string): number | undefined {
    const count = Number(position.slice(this.#storeId.length + 1));
    return position === this.positionOf(count) && count <= this.#newest ? count : undefined;
  }

  get #values(): number[] {
    return [this.#newest, this.trimmed, this.events, ...states.map((state) => this.counts[state])];
  }
}
