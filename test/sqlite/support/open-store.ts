import type { DeskStore } from 'gptbots-human/desk';
import { type SqliteConnection, type SqliteStoreOptions, sqliteStore } from 'gptbots-human/sqlite';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/internal/clock.ts';
import type { OpenBetterSqlite3 } from '../../helpers/installed-better-sqlite3.ts';
import { newPath, removeDatabase } from './databases.ts';

/** A store on the machine's time; shut down with its test. */
export function openStore(connection: SqliteConnection, options?: SqliteStoreOptions): DeskStore {
  const store = sqliteStore(connection, options);
  store.open({ waitTimeoutMs: 60_000, idleTimeoutMs: 3_600_000, orphanTimeoutMs: 3_600_000, clock: systemClock });
  onTestFinished(() => store.shutdown());
  return store;
}

/** A file that goes with its test; gives connections to it. */
export function databaseFile(Database: OpenBetterSqlite3) {
  const path = newPath();
  onTestFinished(() => removeDatabase(path));
  const connect = (options?: { readonly?: boolean }) => {
    const connection = new Database(path, options);
    onTestFinished(() => void connection.close());
    return connection;
  };
  return { path, connect };
}
