import * as z from 'zod';
import { databaseOptions, databaseStore } from '../desk/store/database-store.ts';
import type { DeskStore } from '../desk/store/desk-store.ts';
import { parseOptions } from '../internal/options.ts';
import { isSqliteConnection, type SqliteConnection } from './sqlite-connection.ts';
import { sqliteDatabase } from './sqlite-database.ts';

/** Options of `sqliteStore`. */
export interface SqliteStoreOptions {
  /** What the names of its tables begin with; another one for each desk in a database. @default 'gptbots_' */
  prefix?: string | undefined;
  /**
   * With `full`, each change is on the disk before it is answered: a power cut loses nothing. With `normal`, a power cut may
   * lose the newest changes, though nothing that ends a process does; the database stays whole. @default 'full'
   */
  synchronous?: 'full' | 'normal' | undefined;
  /** How long a closed session is kept, and any event, in milliseconds; `Infinity` keeps them. @default 86400000, a day */
  retentionMs?: number | undefined;
  /** How long a process that is not heard of keeps its turn to send, in milliseconds. @default 10000 */
  leaseMs?: number | undefined;
  /** How long a desk waits while others write, in milliseconds. @default 3000 */
  commandTimeoutMs?: number | undefined;
  /** How many changes are kept for `desk.events`, about. @default 100000 */
  eventsMax?: number | undefined;
}

const schema = z.strictObject({
  prefix: z
    .string()
    .regex(/^(?!sqlite_)[a-z_][a-z0-9_]{0,49}$/i, 'expected up to 50 letters, digits and underscores')
    .default('gptbots_'),
  synchronous: z.enum(['full', 'normal']).default('full'),
  ...databaseOptions,
});

const databaseSchema = z.custom<SqliteConnection>(
  isSqliteConnection,
  'expected an open database: a Database of better-sqlite3 or bun:sqlite, or a DatabaseSync of node:sqlite',
);

/**
 * Keeps sessions in SQLite, for the processes of one machine: they survive a restart, a crash and, by default, a power cut.
 *
 * @param database an open database of better-sqlite3 (12 or later), node:sqlite or bun:sqlite, best one of the store's own.
 *   The store makes its tables, sets the connection to `journal_mode = WAL`, `synchronous` and a short `busy_timeout`, and
 *   never closes it.
 * @throws {GptBotsHumanError} kind `input`, when it is something else, or an option is wrong
 *
 * @example
 * const desk = createDesk({ client, secret, store: sqliteStore(new Database('desk.db')) });
 */
export function sqliteStore(database: SqliteConnection, options: SqliteStoreOptions = {}): DeskStore {
  const { prefix, synchronous, ...others } = parseOptions(schema, options);
  parseOptions(z.object({ database: databaseSchema }), { database });
  const { commandTimeoutMs } = others;
  return databaseStore(sqliteDatabase(database, { prefix, synchronous, commandTimeoutMs }), others);
}
