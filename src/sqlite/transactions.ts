import { tooSlow } from '../desk/store/store-error.ts';
import { realNow } from '../internal/real-timers.ts';
import { pause } from '../internal/waiting.ts';
import type { Meta } from './meta.ts';
import { isBusy } from './sqlite-connection.ts';
import type { Statements } from './statements.ts';
import { rollBack } from './tables.ts';

interface Job {
  run(): void;
  resolve(): void;
  reject(error: unknown): void;
  /** Nobody waits for it after that. */
  until: number;
}

// All runtimes with SQLite have setImmediate; elsewhere, importing this is no error. Taken at import, before a test puts a fake
// one in its place.
const afterThisTurn: (work: () => void) => unknown = (globalThis.setImmediate ?? setTimeout).bind(globalThis);

// More of them would keep the process from everything else for too long.
const maxWrittenTogether = 200;

/**
 * Transactions of one connection. What is to be written in the same turn of the event loop is written in one: the disk is
 * waited for once for all of it, instead of once for each.
 */
export class Transactions {
  readonly #statements: Statements;
  readonly #meta: Meta;
  readonly #timeoutMs: number;
  readonly #jobs: Job[] = [];
  #isScheduled = false;

  /** @param timeoutMs for how long others are waited for that write, in milliseconds */
  constructor(statements: Statements, meta: Meta, timeoutMs: number) {
    this.#statements = statements;
    this.#meta = meta;
    this.#timeoutMs = timeoutMs;
  }

  /** Reads at one moment. */
  read<T>(work: () => T): Promise<T> {
    return whenFree(realNow() + this.#timeoutMs, () => this.#within('begin', work));
  }

  /** Writes all, or nothing; together with others, each of which is done as a whole before the next. */
  write<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const until = realNow() + this.#timeoutMs;
      let result: T;
      const run = () => {
        if (realNow() > until) throw tooSlow;
        result = work();
      };
      this.#jobs.push({ run, resolve: () => resolve(result), reject, until });
      if (!this.#isScheduled) this.#schedule();
    });
  }

  #schedule(): void {
    this.#isScheduled = true;
    afterThisTurn(() => void this.#writeAll());
  }

  async #writeAll(): Promise<void> {
    const jobs = this.#jobs.splice(0, maxWrittenTogether);
    await this.#writeTogether(jobs);
    this.#isScheduled = false;
    if (this.#jobs.length > 0) this.#schedule();
  }

  // Never rejects.
  async #writeTogether(jobs: Job[]): Promise<void> {
    let isRun = false;
    try {
      const until = Math.max(...jobs.map((job) => job.until));
      await whenFree(until, () => {
        isRun = false;
        this.#within('beginImmediate', () => {
          for (const job of jobs) job.run();
          this.#meta.save();
          isRun = true;
        });
      });
      for (const job of jobs) job.resolve();
    } catch (error) {
      // One of them, and which one is not known. When all were run, it was the end of the transaction.
      if (jobs.length > 1 && !isRun && !isBusy(error)) for (const job of jobs) await this.#writeTogether([job]);
      else for (const job of jobs) job.reject(error);
    }
  }

  #within<T>(begin: 'begin' | 'beginImmediate', work: () => T): T {
    this.#statements[begin].run();
    try {
      this.#meta.read();
      const result = work();
      this.#statements.commit.run();
      return result;
    } catch (error) {
      rollBack(() => this.#statements.rollback.run());
      throw error;
    }
  }
}

/** Runs something, and again as long as somebody else writes. */
export async function whenFree<T>(until: number, run: () => T): Promise<T> {
  for (;;) {
    try {
      return run();
    } catch (error) {
      if (!isBusy(error) || realNow() >= until) throw error;
    }
    await pause(5 + Math.random() * 15, undefined);
  }
}
