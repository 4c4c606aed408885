import { realNow } from '../internal/real-timers.ts';
import { Meta } from './meta.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { prepareStatements, type Statements } from './statements.ts';
import { setUpTables } from './tables.ts';
import { Transactions, whenFree } from './transactions.ts';

/** What is there once the tables are. */
export interface Opened {
  statements: Statements;
  meta: Meta;
  transactions: Transactions;
}

// SQLite waits inside the process, which does nothing else meanwhile. Longer waits are pauses.
const maxBusyTimeoutMs = 100;

/** Sets a connection up, with the tables; waits for others that do the same. */
export async function openTables(
  connection: SqliteConnection,
  { prefix, synchronous, timeoutMs }: { prefix: string; synchronous: 'full' | 'normal'; timeoutMs: number },
): Promise<Opened> {
  const busyTimeoutMs = Math.ceil(Math.min(maxBusyTimeoutMs, timeoutMs / 10));
  await whenFree(realNow() + timeoutMs, () => setUpTables(connection, { prefix, synchronous, busyTimeoutMs }));
  const statements = prepareStatements(connection, prefix);
  const meta = new Meta(statements);
  return { statements, meta, transactions: new Transactions(statements, meta, timeoutMs) };
}
