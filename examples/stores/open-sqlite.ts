import { isBuiltin } from 'node:module';
import type { SqliteConnection } from 'gptbots-human/sqlite';

/** An open SQLite file. */
export type Sqlite = SqliteConnection & { close(): unknown };
type Open = new (path: string) => Sqlite;

/** Opens a file with the SQLite there is: Node's own, from version 22.13 on, or that of the package better-sqlite3. */
export async function openSqlite(path: string): Promise<Sqlite> {
  const Database = await findSqlite();
  if (!Database) throw new Error('for SQLite, run `npm install better-sqlite3`, or use Node 22.13 or later.');
  return new Database(path);
}

/** Whether there is one. */
export async function hasSqlite(): Promise<boolean> {
  // Without loading Node's own, which warns that it is new.
  return isBuiltin('node:sqlite') || (await findSqlite()) !== undefined;
}

async function findSqlite(): Promise<Open | undefined> {
  // Node 20 has no such module, so its types have none.
  const own = process.getBuiltinModule?.('node:sqlite') as { DatabaseSync: Open } | undefined;
  if (own) return own.DatabaseSync;
  return import('better-sqlite3').then(
    ({ default: Database }) => Database,
    () => undefined,
  );
}
