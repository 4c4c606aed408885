import type { PostgresConnection, PostgresPool } from './postgres-pool.ts';
import { notifySql } from './sql/notify.ts';
import { statementOf } from './sql/sql.ts';

// How often it looks whether the connection still hears; until it does, this is also how often it asks to be polled.
const beatMs = 500;
const probeEveryMs = 10_000;
// A probe that is not heard for so long: the connection is dead, or leads to somebody who passes no news on, as PgBouncer.
const deafMs = 5_000;
const againMs = 5_000;
const lookAgainMs = 5;

/** Hears of new events by LISTEN, on a connection of its own. It knows that it hears by probes that it sends to itself. */
export class NewsListener {
  readonly #pool: Required<PostgresPool>;
  readonly #channel: string;
  readonly #listeners = new Set<() => void>();
  // Tells its own probes from those of others.
  readonly #name = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(36)).join('');
  #beat: ReturnType<typeof setInterval> | undefined;
  #lookingAgain: ReturnType<typeof setTimeout> | undefined;
  #connection: PostgresConnection | undefined;
  #isConnecting = false;
  #connectAt = 0;
  #probedAt: number | undefined;
  #heardAt: number | undefined;

  constructor(pool: Required<PostgresPool>, channel: string) {
    this.#pool = pool;
    this.#channel = channel;
  }

  listen(onNews: () => void): () => void {
    this.#listeners.add(onNews);
    if (!this.#beat) {
      this.#beat = setInterval(() => this.#look(), beatMs);
      this.#look();
    }
    return () => {
      this.#listeners.delete(onNews);
      if (this.#listeners.size === 0) this.#rest();
    };
  }

  /** There may be news in a moment. */
  lookAgain(): void {
    this.#lookingAgain ??= setTimeout(() => {
      this.#lookingAgain = undefined;
      this.#hear();
    }, lookAgainMs);
  }

  close(): void {
    this.#listeners.clear();
    this.#rest();
  }

  // Nobody listens.
  #rest(): void {
    clearInterval(this.#beat);
    clearTimeout(this.#lookingAgain);
    this.#beat = undefined;
    this.#lookingAgain = undefined;
    this.#disconnect();
  }

  #look(): void {
    const now = performance.now();
    const isDeaf = this.#probedAt !== undefined && now > this.#probedAt + deafMs;
    if (isDeaf) this.#disconnect(againMs);
    if (!this.#connection && !this.#isConnecting && now >= this.#connectAt) void this.#connect();
    if (this.#connection && this.#probedAt === undefined && now > (this.#heardAt ?? 0) + probeEveryMs) this.#probe();
    if (this.#heardAt === undefined) this.#hear();
  }

  // Never rejects: it is tried again.
  async #connect(): Promise<void> {
    this.#isConnecting = true;
    try {
      const connection = await this.#pool.connect();
      if (!this.#beat) {
        connection.release(true);
        return;
      }
      this.#connection = connection;
      const lost = () => {
        if (this.#connection === connection) this.#disconnect();
      };
      connection.on('error', lost);
      connection.on('end', lost);
      connection.on('notification', ({ payload }) => {
        if (payload === this.#name) this.#probeHeard();
        else if (!payload) this.#hear();
      });
      // The name of a schema: letters, digits and underscores.
      await connection.query(`listen "${this.#channel}"`);
      this.#probe();
    } catch {
      this.#disconnect(againMs);
    } finally {
      this.#isConnecting = false;
    }
  }

  #disconnect(pauseMs = 0): void {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#probedAt = undefined;
    this.#heardAt = undefined;
    this.#connectAt = performance.now() + pauseMs;
    // Closed: nobody else is to get a connection that listens.
    connection?.release(true);
  }

  #probe(): void {
    this.#probedAt = performance.now();
    const { text, params } = statementOf(notifySql(this.#channel, this.#name));
    this.#connection?.query(text, params).then(undefined, () => {
      // Then it is not heard either.
    });
  }

  #probeHeard(): void {
    const isFirst = this.#heardAt === undefined;
    this.#probedAt = undefined;
    this.#heardAt = performance.now();
    // What was told before it listened.
    if (isFirst) this.#hear();
  }

  #hear(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
