import { raw, type Sql } from './sql.ts';

/**
 * What the database knows of itself, as `store`: one row. Postgres is told so: it has no statistics of a table of one row, takes
 * it for a thousand, and compiles a statement that seems so dear, which takes a hundred times as long as to run it.
 */
export function theStore(schema: string): Sql {
  return raw(`(select * from "${schema}".store limit 1) as store`);
}
