import { describeWhere } from './describe-where.ts';
import {
  type BetterSqlite3,
  betterSqlite3,
  installBetterSqlite3,
  type OpenBetterSqlite3,
} from './installed-better-sqlite3.ts';

// Once for a test file, before its suites are described.
const missing = await installBetterSqlite3();

/**
 * A suite that needs better-sqlite3. Where it cannot be had it is skipped and says so, but on CI it fails. Not among the dev
 * dependencies: where no compiled one can be fetched, it compiles for minutes, once.
 */
export function describeWithBetterSqlite3(name: string, body: (Database: OpenBetterSqlite3) => void): void {
  describeWhere(missing, name, () => body(missing === undefined ? betterSqlite3() : Missing));
}

class Missing implements BetterSqlite3 {
  readonly open = false;
  exec() {}
  prepare(): never {
    throw new Error('there is no better-sqlite3');
  }
  close() {}
}
