import * as z from 'zod';
import { type DatabaseStoreOptions, databaseOptions, databaseStore } from '../desk/store/database-store.ts';
import type { DeskStore } from '../desk/store/desk-store.ts';
import { parseOptions } from '../internal/options.ts';
import { PostgresDatabase } from './postgres-database.ts';
import type { PostgresPool } from './postgres-pool.ts';
import { schemaName } from './schema-name.ts';

/** Options of `postgresStore`. */
export interface PostgresStoreOptions extends DatabaseStoreOptions {
  /** Where the tables are; another one for each desk. @default 'gptbots_human' */
  schema?: string | undefined;
  /**
   * Whether instances tell each other of changes by `NOTIFY`, and hear of them on one connection of the pool by `LISTEN`. Without
   * it, they ask twice a second. @default true
   */
  notify?: boolean | undefined;
  /**
   * Whether statements are prepared, under a name and once on each connection: twice as many chats a second. Only with a pool of
   * `pg`, and not behind a PgBouncer in transaction mode, unless its `max_prepared_statements` is set. @default false
   */
  prepare?: boolean | undefined;
}

const poolSchema = z.custom<PostgresPool>(
  (value) => typeof (value as PostgresPool | null)?.query === 'function',
  'expected a Pool of the package pg, or anything with query(text, params)',
);
const optionsSchema = z.strictObject({
  schema: schemaName,
  notify: z.boolean().default(true),
  prepare: z.boolean().default(false),
  ...databaseOptions,
});

/**
 * Keeps sessions in Postgres 14 or later, in tables that `migratePostgres` makes. It sends nothing before it is needed, and
 * never ends the pool.
 *
 * @param pool a `Pool` of the package `pg`, a PGlite, or anything else with its `query`
 * @throws {GptBotsHumanError} kind `input`, when the pool or an option is wrong
 */
export function postgresStore(pool: PostgresPool, options: PostgresStoreOptions = {}): DeskStore {
  const { schema, notify, prepare, ...rest } = parseOptions(optionsSchema, options);
  const target = { pool: parseOptions(poolSchema, pool), schema, notify, prepare };
  return databaseStore(new PostgresDatabase(target), rest);
}
