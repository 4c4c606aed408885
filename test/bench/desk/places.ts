import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { betterSqlite3Path, installBetterSqlite3 } from '../../helpers/installed-better-sqlite3.ts';
import { hasPostgres, startPostgresServer } from '../../helpers/postgres-server.ts';
import { startRedisServer } from '../../helpers/redis-server.ts';

/** Where the sessions of a desk are while it is measured. */
export interface Place {
  kind: PlaceKind;
  /** The name of a row. */
  label(what: string): string;
  /** What is not here and has to be; undefined when it is. */
  missing(): string | undefined;
  open(): Promise<OpenPlace>;
}

export type PlaceKind = 'memory' | 'sqlite' | 'postgres' | 'redis';

/** A new one, with nothing in it. */
export interface OpenPlace {
  /** Tells the programs where it is. */
  env: Record<string, string>;
  /** Of its Redis. */
  port: number;
  close(): Promise<void>;
}

export const places: Place[] = [
  {
    kind: 'memory',
    label: (what) => `desk, memory: ${what}`,
    missing: () => undefined,
    // In the process of each program.
    open: async () => ({ env: { BENCH_STORE: 'memory' }, port: 0, close: async () => {} }),
  },
  {
    kind: 'redis',
    label: (what) => `desk, Redis: ${what}`,
    missing: () => (spawnSync('redis-server', ['--version']).status === 0 ? undefined : 'a redis-server on the PATH'),
    async open() {
      // It writes nothing to its disk.
      const { url, port, stop } = await startRedisServer({ config: ['--appendonly', 'no'] });
      return { env: { BENCH_STORE: 'redis', BENCH_URL: url }, port, close: stop };
    },
  },
  {
    kind: 'postgres',
    label: (what) => `desk, Postgres: ${what}`,
    missing: () => (hasPostgres() ? undefined : 'a Postgres server'),
    async open() {
      const { url, stop } = await startPostgresServer();
      return { env: { BENCH_STORE: 'postgres', BENCH_URL: url }, port: 0, close: stop };
    },
  },
  {
    kind: 'sqlite',
    label: (what) => `desk, SQLite: ${what}`,
    // It is installed when it is needed.
    missing: () => undefined,
    async open() {
      const problem = await installBetterSqlite3();
      if (problem !== undefined) throw new Error(problem);
      const folder = await mkdtemp(join(tmpdir(), 'gptbots-human-bench-'));
      const env = {
        BENCH_STORE: 'sqlite',
        BENCH_URL: join(folder, 'desk.db'),
        BENCH_BETTER_SQLITE3: betterSqlite3Path,
      };
      return { env, port: 0, close: () => rm(folder, { recursive: true, force: true }) };
    },
  },
];
