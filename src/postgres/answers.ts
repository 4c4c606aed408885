import { GptBotsHumanError } from '../internal/error.ts';
import type { PostgresPool } from './postgres-pool.ts';
import { newestVersion } from './sql/migration.ts';
import { type Sql, statementOf } from './sql/sql.ts';
import { statementName } from './statement-names.ts';

/** The columns of a row in their order, all of them text. */
export type Row = (string | null)[];

/** Where statements are sent. */
export interface StatementTarget {
  /** Sends them. */
  pool: PostgresPool;
  /** Where the tables are. */
  schema: string;
  /** Whether they are prepared, once on each connection. */
  prepare: boolean;
}

/** Sends a statement. Rows come as lists: whatever a driver was told to make of the names of columns. */
export async function ask({ pool, schema, prepare }: StatementTarget, statement: Sql): Promise<Row[]> {
  const { text, params } = statementOf(statement);
  const name = prepare ? statementName(text) : undefined;
  try {
    // A Pool of pg takes an object too; nobody else is asked to prepare.
    const { rows } = await (name === undefined
      ? pool.query(text, params)
      : (pool as unknown as PgPool).query({ name, text, values: params, rowMode: 'array' }));
    // Each column is text by its statement; objects keep the order of columns, and of a list the values are the list.
    return rows.map((row) => Object.values(row as object) as Row);
  } catch (error) {
    const code = codeOf(error);
    if (code !== undefined && missing.has(code)) throw notMigrated(schema);
    throw error;
  }
}

/** Whether another transaction was in the way, so that this one did nothing. */
export function isConflict(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error) ?? '');
}

/** Whether a statement divided by zero, which it does when it is too late. */
export function isLate(error: unknown): boolean {
  return codeOf(error) === '22012';
}

/** Refuses tables that only a newer version of this package may use. */
export function checkVersion(schema: string, minVersion: string | null): void {
  if (Number(minVersion) <= newestVersion) return;
  throw new GptBotsHumanError(
    `The tables in the schema "${schema}" were made by a newer version of gptbots-human, and this one cannot use them. Nothing was changed. Use the newer version on all instances.`,
    { kind: 'store', delivery: 'not_sent' },
  );
}

interface PgPool {
  query(config: {
    name: string;
    text: string;
    values: (string | null)[];
    rowMode: 'array';
  }): Promise<{ rows: unknown[] }>;
}

// No such schema, table, column, sequence or function.
const missing = new Set(['3F000', '42P01', '42703', '42883']);

function notMigrated(schema: string): GptBotsHumanError {
  return new GptBotsHumanError(
    `Postgres has no tables of this version of gptbots-human in the schema "${schema}". Run \`await migratePostgres(pool)\` before, or the SQL that \`npx gptbots-human sql postgres\` prints.`,
    { kind: 'store', delivery: 'not_sent' },
  );
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}
