import type { PostgresPool } from './postgres-pool.ts';
import { notifySql } from './sql/notify.ts';
import { statementOf } from './sql/sql.ts';

// At most every so often: news say only that there is something to read.
const pauseMs = 5;

/**
 * Tells other instances by NOTIFY that there are new events: after their commit and not in it, as Postgres lets only one
 * transaction at a time commit of all that notify. What a crash in between leaves untold is found by polling.
 */
export class NewsTeller {
  readonly #pool: PostgresPool;
  readonly #channel: string;
  #telling: Promise<unknown> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #hasMore = false;

  constructor(pool: PostgresPool, channel: string) {
    this.#pool = pool;
    this.#channel = channel;
  }

  /** There are new events. Those that come soon after others are told together. */
  tell(): void {
    if (this.#telling || this.#pause) {
      this.#hasMore = true;
      return;
    }
    const { text, params } = statementOf(notifySql(this.#channel, ''));
    const ended = () => {
      this.#telling = undefined;
      this.#pause = setTimeout(() => this.#tellRest(), pauseMs);
    };
    this.#telling = this.#pool.query(text, params).then(ended, ended);
  }

  /** Tells the rest, and resolves when nothing is being told any more. */
  async close(): Promise<void> {
    await this.#telling;
    this.#tellRest();
    await this.#telling;
    clearTimeout(this.#pause);
  }

  #tellRest(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    if (!this.#hasMore) return;
    this.#hasMore = false;
    this.tell();
  }
}
