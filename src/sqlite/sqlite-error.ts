import { GptBotsHumanError } from '../internal/error.ts';
import { isBusy } from './sqlite-connection.ts';

// Those that tell somebody what to do. better-sqlite3 and bun:sqlite name all of them, node:sqlite gives the number.
const names: Record<number, string> = {
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
};

/** What SQLite threw, with a `code` that says what is wrong. */
export function sqliteError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  if (/closed database|not open|finalized/.test(thrown.message)) {
    return new GptBotsHumanError(
      'The SQLite database of the store is closed. Nothing was changed. Close it only after desk.shutdown().',
      { kind: 'store', delivery: 'not_sent' },
    );
  }
  if (isBusy(thrown)) return Object.assign(new Error('busy', { cause: thrown }), { code: 'SQLITE_BUSY' });
  const { errcode } = thrown as { errcode?: unknown };
  const code = typeof errcode === 'number' ? names[errcode & 255] : undefined;
  return code ? Object.assign(new Error(code, { cause: thrown }), { code }) : thrown;
}
