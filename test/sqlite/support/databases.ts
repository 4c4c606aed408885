import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SqliteConnection, sqliteStore } from 'gptbots-human/sqlite';
import type { MakeStore } from 'gptbots-human/testing/store';
import { sqliteDatabase } from '../../../src/sqlite/sqlite-database.ts';

/** What opens a file, of any of the three packages. */
export type OpenConnection = (path: string) => SqliteConnection & { close(): unknown };

/** The path of a database that is not there yet. */
export function newPath(): string {
  return join(tmpdir(), `gptbots-human-${randomUUID()}.db`);
}

/** Deletes a database, with the files SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
}

/** Stores on files of their own, each store on a connection of its own. */
export function storesOnFiles(openConnection: OpenConnection): MakeStore {
  return async (options) => {
    const path = newPath();
    const connections: ReturnType<OpenConnection>[] = [];
    const connect = () => {
      const connection = openConnection(path);
      connections.push(connection);
      return connection;
    };
    return {
      database: sqliteDatabase(connect(), { prefix: 'gptbots_', synchronous: 'normal', commandTimeoutMs: 3000 }),
      async open() {
        const connection = connect();
        // What is written fast is not written otherwise.
        return sqliteStore(connection, { ...options, synchronous: 'normal' });
      },
      async close() {
        for (const connection of connections) connection.close();
        removeDatabase(path);
      },
    };
  };
}
