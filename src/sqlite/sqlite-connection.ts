/** An open database of `better-sqlite3`, `node:sqlite` or `bun:sqlite`: a `Database` or a `DatabaseSync`. */
export interface SqliteConnection {
  /** Runs statements that give nothing back. */
  exec(sql: string): unknown;
  /** Compiles one statement. */
  prepare(sql: string): SqliteStatement;
}

/** A statement of theirs. */
export interface SqliteStatement {
  // Each package has another type of what may be bound; texts, numbers and null may be in all of them.
  /** Runs it, and counts the changed rows. */
  run(...values: never[]): unknown;
  /** The first row. */
  get(...values: never[]): unknown;
  /** All rows. */
  all(...values: never[]): unknown;
}

/** What is bound, and comes back. */
export type SqliteValue = string | number | null;

/** A row that was read. Where the connection was told to, its numbers are bigints. */
export type SqliteRow = Record<string, SqliteValue | bigint>;

/** A statement of any of the three packages. */
export interface Prepared {
  /** How many rows it changed. */
  run(...values: SqliteValue[]): number;
  get(...values: SqliteValue[]): SqliteRow | undefined;
  all(...values: SqliteValue[]): SqliteRow[];
}

/** Whether it is what `sqliteStore` takes, and open. Packages that answer later have methods of the same names. */
export function isSqliteConnection(value: unknown): value is SqliteConnection {
  const { exec, prepare } = (value ?? {}) as Partial<Record<keyof SqliteConnection, unknown>>;
  if (typeof exec !== 'function' || typeof prepare !== 'function') return false;
  try {
    // It has these two methods; whether they do what is expected shows now.
    return Number(prepareOn(value as SqliteConnection, 'SELECT 7 AS answer').get()?.answer) === 7;
  } catch {
    return false;
  }
}

/** Compiles a statement. */
export function prepareOn(connection: SqliteConnection, sql: string): Prepared {
  const statement = connection.prepare(sql) as AnyStatement;
  // A connection may have been told to give rows as lists.
  statement.setReturnArrays?.(false);
  return {
    run: (...values) => Number(statement.run(...values).changes),
    get: (...values) => statement.get(...values) ?? undefined,
    all: (...values) => statement.all(...values),
  };
}

// What the three have in common, and what only node:sqlite has.
interface AnyStatement {
  run(...values: SqliteValue[]): { changes: number | bigint };
  get(...values: SqliteValue[]): SqliteRow | null | undefined;
  all(...values: SqliteValue[]): SqliteRow[];
  setReturnArrays?(isOn: boolean): void;
}

/** Whether it was refused because somebody else writes at the moment, or is in a transaction on this connection. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && /\bis locked\b|(within|inside) a transaction/.test(error.message);
}
