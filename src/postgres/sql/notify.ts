import { type Sql, sql } from './sql.ts';

/** Tells all who listen on a channel. */
export function notifySql(channel: string, payload: string): Sql {
  return sql`select pg_notify(${channel}, ${payload})`;
}
