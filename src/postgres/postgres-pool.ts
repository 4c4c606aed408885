/**
 * What sends statements: a `Pool` of the package `pg`, a PGlite, or anything else of this shape. Each statement may take
 * another connection.
 */
export interface PostgresPool {
  /** Sends one statement with its parameters, all of them text or null. */
  query(text: string, params?: unknown[]): Promise<{ rows: unknown[] }>;
  /** Gives a connection of one's own, as a `Pool` does; without it, changes on other instances are polled for. */
  connect?(): Promise<PostgresConnection>;
}

/** A connection of a pool, for `LISTEN`. */
export interface PostgresConnection {
  query(text: string, params?: unknown[]): Promise<unknown>;
  on(event: 'notification', listener: (message: { channel: string; payload?: string | undefined }) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  /** Gives it back; with true, it is closed instead. */
  release(destroy?: boolean): void;
}
