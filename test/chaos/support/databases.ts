import { migratePostgres } from 'gptbots-human/postgres';
import { Pool } from 'pg';
import { onTestFinished, vi } from 'vitest';
import { describeWithBetterSqlite3 } from '../../helpers/describe-with-better-sqlite3.ts';
import { betterSqlite3Path } from '../../helpers/installed-better-sqlite3.ts';
import { describeWithPostgres, startPostgresServer } from '../../helpers/postgres-server.ts';
import { describeWithRedis, startRedisServer } from '../../helpers/redis-server.ts';
import type { ServerProcess } from '../../helpers/server-process.ts';
import { newPath, removeDatabase } from '../../sqlite/support/databases.ts';
import type { StoreChoice } from './messages.ts';

// They do much, in several processes; a busy machine may take ten times as long.
vi.setConfig({ testTimeout: 1_200_000 });

/** A database for the instances of one test, ended with it. */
export interface Database {
  /** Undefined for a file. */
  server: ServerProcess | undefined;
  /** What instances are started with: `store` for any, `stores` for each in turn. */
  choices(options?: ChoiceOptions): { store: StoreChoice; stores?: StoreChoice[] };
}

/** On a busy machine, everything may take long: unless a test says something else, nobody gives up. */
export interface ChoiceOptions {
  leaseMs?: number;
  commandTimeoutMs?: number;
}

/** How the database of a test is opened. */
export interface Opening {
  /** What databases of this kind are called. */
  name: string;
  open(options?: OpenOptions): Promise<Database>;
}

export interface OpenOptions {
  /** What was written is on the disk when that is said. @default that of each database, in tests */
  isDurable?: boolean;
}

/** A suite that has to hold on each of our databases, of all or of those that are servers. */
export function describeOnEachDatabase(name: string, suite: (opening: Opening) => void): void {
  describeOnEachServer(name, suite);
  describeOnSqlite(name, suite);
}

/** Likewise for those that are servers. */
export function describeOnEachServer(name: string, suite: (opening: Opening) => void): void {
  describeWithRedis(`${name}, on Redis`, () => suite({ name: 'Redis', open: openRedis }));
  describeWithPostgres(`${name}, on Postgres`, () => suite({ name: 'Postgres', open: openPostgres }));
}

/** Likewise for files. */
export function describeOnSqlite(name: string, suite: (opening: Opening) => void): void {
  describeWithBetterSqlite3(`${name}, on SQLite`, () => suite({ name: 'SQLite', open: openSqlite }));
}

const patient = { leaseMs: 10_000, commandTimeoutMs: 60_000 };

async function openRedis({ isDurable }: OpenOptions = {}): Promise<Database> {
  const config = isDurable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [];
  const server = await startRedisServer({ config });
  onTestFinished(() => server.stop());
  return {
    server,
    choices(options) {
      const choice = (kind: 'redis' | 'ioredis') => ({ kind, ports: [server.port], ...patient, ...options });
      // When Redis comes back, one of the clients sends what it had queued, the other also what it had sent already.
      return { store: choice('redis'), stores: [choice('redis'), choice('ioredis')] };
    },
  };
}

async function openPostgres({ isDurable = false }: OpenOptions = {}): Promise<Database> {
  const server = await startPostgresServer({ isDurable });
  onTestFinished(() => server.stop());
  const { url } = server;
  const pool = new Pool({ connectionString: url });
  await migratePostgres(pool);
  await pool.end();
  return { server, choices: (options) => ({ store: { kind: 'postgres', url, ...patient, ...options } }) };
}

async function openSqlite({ isDurable = true }: OpenOptions = {}): Promise<Database> {
  const path = newPath();
  onTestFinished(() => removeDatabase(path));
  const own = { kind: 'sqlite', path, installed: betterSqlite3Path } as const;
  const synchronous = isDurable ? 'full' : 'normal';
  return { server: undefined, choices: (options) => ({ store: { ...own, synchronous, ...patient, ...options } }) };
}
