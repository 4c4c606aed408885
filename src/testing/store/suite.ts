import type { DeskDatabase } from '../../desk/store/database.ts';
import type { DeskStore, StoreSettings } from '../../desk/store/desk-store.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';
import { because, explained, within } from './explain.ts';

/** Your test runner's functions: of vitest, Jest, or `node:test` with the package `expect`. */
export interface TestRunner {
  /** Groups tests. */
  describe(name: string, tests: () => void): unknown;
  /** A test, and how long the runner should give it at least, in milliseconds. */
  it(name: string, test: () => Promise<void>, timeoutMs: number): unknown;
  /** What Jest's `expect` does. */
  expect: Expect;
}

/** Jest's `expect`, as far as it is used. */
export interface Expect {
  (actual: unknown): Matchers;
  /** Equals anything of a type. */
  any(type: unknown): unknown;
  /** Equals an object with these fields. */
  objectContaining(expected: object): unknown;
  /** Equals text with this in it. */
  stringContaining(expected: string): unknown;
  /** Equals text that matches. */
  stringMatching(expected: RegExp): unknown;
}

/** Jest's matchers, as far as they are used. */
export interface Matchers {
  /** The opposite. */
  not: Matchers;
  /** The same value. */
  toBe(expected: unknown): unknown;
  /** Not undefined. */
  toBeDefined(): unknown;
  /** At least this number. */
  toBeGreaterThanOrEqual(expected: number): unknown;
  /** At most this number. */
  toBeLessThanOrEqual(expected: number): unknown;
  /** Undefined. */
  toBeUndefined(): unknown;
  /** A list or a text with this in it. */
  toContain(expected: unknown): unknown;
  /** An equal value. */
  toEqual(expected: unknown): unknown;
  /** So many entries. */
  toHaveLength(expected: number): unknown;
  /** An object with this field. */
  toHaveProperty(expected: string): unknown;
  /** Text that matches. */
  toMatch(expected: RegExp): unknown;
  /** An object with at least these fields. */
  toMatchObject(expected: object): unknown;
}

/**
 * Makes an empty database. It is called once or twice in each of some two hundred tests, so it should be quick: take a new
 * table prefix or schema each time, not a new server. Two databases may be in use at once; they share nothing.
 *
 * @param options to be passed on to `databaseStore`
 */
export type MakeStore = (options: {
  /** See `databaseStore`. */
  retentionMs?: number;
  /** See `databaseStore`. */
  leaseMs?: number;
  /** See `databaseStore`. */
  eventsMax?: number;
}) => Promise<{
  /** One more store on this database, as another instance of your service would have it. */
  open(): Promise<DeskStore>;
  /** The database itself, if it is a `DeskDatabase`: what a store cannot show of it is tested too. */
  database?: DeskDatabase;
  /** Does away with the database. */
  close(): Promise<void>;
}>;

/** The times of every store of the suite. */
export const times = { waitTimeoutMs: 60_000, idleTimeoutMs: 3_600_000, orphanTimeoutMs: 1_800_000 };

/** How a test of the suite wants its store. */
export type ScopeOptions = Parameters<MakeStore>[0] &
  Pick<StoreSettings, 'maxOrphans' | 'remindFirstReplyMs' | 'remindReplyMs'>;

/** What a test of the suite is given. */
export interface Scope {
  /** An empty database, ended when the test is over; undefined when there is only a store. */
  database(): Promise<DeskDatabase | undefined>;
  /** An empty store on a clock that stands still, ended when the test is over; `another` gives one more on its database. */
  open(options?: ScopeOptions): Promise<{
    store: DeskStore;
    clock: ManualClock;
    another(): Promise<DeskStore>;
  }>;
}

/** What the files of the suite are written with. */
export interface Suite {
  describe: TestRunner['describe'];
  it(name: string, test: (scope: Scope) => Promise<void>): void;
  /** `why` begins the message of a failure. */
  expect: Expect & ((actual: unknown, why?: string) => Matchers);
}

/**
 * A suite in the words of a test runner. Whatever a test opens is closed when it ends.
 *
 * @param duty what a database has to do for these tests: the end of the message of each failure
 */
export function suiteOf(
  { describe, it, expect }: TestRunner,
  make: MakeStore,
  { duty, timeoutMs }: { duty: string; timeoutMs: number },
): Suite {
  const { any, objectContaining, stringContaining, stringMatching } = expect;
  return {
    describe,
    it(name, test) {
      const run = async () => {
        const toClose: (() => Promise<void>)[] = [];
        try {
          await within(timeoutMs, test(scopeOf(make, toClose)));
        } catch (error) {
          throw explained(error, duty);
        } finally {
          for (const close of toClose.reverse()) await close();
        }
      };
      // The runner's own limit says nothing of a database, so it comes later.
      it(name, run, timeoutMs + 10_000);
    },
    expect: Object.assign((actual: unknown, why?: string) => because(expect(actual), why), {
      any,
      objectContaining,
      stringContaining,
      stringMatching,
    }),
  };
}

const startAt = 1_750_000_000_000;
const never = Number.POSITIVE_INFINITY;

/** @param toClose gets what is to be called at the end, the last first */
export function scopeOf(make: MakeStore, toClose: (() => Promise<void>)[]): Scope {
  const database = async () => {
    const made = await make({});
    toClose.push(() => made.close());
    return made.database;
  };
  return { database, open: (options = {}) => open(make, options, toClose) };
}

async function open(
  make: MakeStore,
  { maxOrphans, remindFirstReplyMs = never, remindReplyMs = never, ...options }: ScopeOptions,
  toClose: (() => Promise<void>)[],
) {
  const database = await make(options);
  toClose.push(() => database.close());
  const clock = manualClock(startAt);
  const another = async () => {
    const store = await database.open();
    store.open({ ...times, maxOrphans, remindFirstReplyMs, remindReplyMs, clock });
    toClose.push(() => store.shutdown());
    return store;
  };
  return { store: await another(), clock, another };
}
