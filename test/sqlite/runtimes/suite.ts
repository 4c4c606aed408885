import { createRequire } from 'node:module';
import { describeStore } from '../../desk/store-contract.ts';
import { type OpenConnection, storesOnFiles } from '../support/databases.ts';

/** The suite of a store, on the SQLite a runtime brings along. Node 20 has none, nor the types of any. */
export function describeOwnSqlite(module: 'node:sqlite' | 'bun:sqlite', className: 'DatabaseSync' | 'Database'): void {
  const { [className]: Database } = createRequire(import.meta.url)(module);
  describeStore(
    `sqliteStore with ${module}`,
    storesOnFiles((path): ReturnType<OpenConnection> => new Database(path)),
  );
}
