/**
 * Sessions in SQLite: they survive a restart, without a server.
 *
 * @example
 * import Database from 'better-sqlite3';
 * import { createDesk } from 'gptbots-human/desk';
 * import { sqliteStore } from 'gptbots-human/sqlite';
 *
 * const desk = createDesk({ client, secret, store: sqliteStore(new Database('desk.db')) });
 */
export type { SqliteConnection, SqliteStatement } from './sqlite-connection.ts';
export { type SqliteStoreOptions, sqliteStore } from './sqlite-store.ts';
