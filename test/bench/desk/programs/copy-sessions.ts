import { openPool, openSqlite } from './open-store.ts';

/** Makes the first `from` sessions `to` sessions. */
type CopySessions = (from: number, to: number) => Promise<void>;

/**
 * How the tables of a database are filled without asking a desk a million times, which takes a quarter of an hour: with copies of
 * sessions, under ids as `idOf` makes them, and of their messages. Undefined where only the desk can.
 */
export function copySessions(): CopySessions | undefined {
  const url = process.env.BENCH_URL ?? '';
  if (process.env.BENCH_STORE === 'postgres') return (from, to) => copyInPostgres(url, from, to);
  if (process.env.BENCH_STORE === 'sqlite') return async (from, to) => copyInSqlite(url, from, to);
  return undefined;
}

async function copyInPostgres(url: string, from: number, to: number): Promise<void> {
  const pool = await openPool(url);
  const copies = `(
    select conversation_id as original, '67d8db020fa3' || lpad(to_hex(n - 1 + ${from} * copy), 12, '0') as new_id, copy
    from (select conversation_id, row_number() over () as n from gptbots_human.sessions) originals,
      generate_series(1, ${to / from - 1}) copy
  ) copies`;
  await pool.query(`insert into gptbots_human.sessions select copied.* from ${copies}
    join gptbots_human.sessions s on s.conversation_id = original,
    jsonb_populate_record(s, jsonb_build_object('conversation_id', new_id, 'user_key', s.user_key || copy,
      'state_place', nextval('gptbots_human.places'), 'user_place', nextval('gptbots_human.places'))) copied`);
  await pool.query(`insert into gptbots_human.messages select copied.* from ${copies}
    join gptbots_human.messages m on m.conversation_id = original,
    jsonb_populate_record(m, jsonb_build_object('conversation_id', new_id)) copied`);
  // As a server does by itself in time.
  await pool.query('vacuum analyze');
  await pool.end();
}

function copyInSqlite(url: string, from: number, to: number): void {
  const database = openSqlite(url);
  const copies = `(WITH RECURSIVE copies (copy) AS
    (SELECT 1 UNION ALL SELECT copy + 1 FROM copies WHERE copy < ${to / from - 1}) SELECT copy FROM copies)`;
  const moved = (column: string) => `${column} + ${from} * copy`;
  // All other columns as they are.
  const changed: Record<string, string> = {
    session: moved('session'),
    conversation_id: `'67d8db020fa3' || printf('%012x', ${moved('session - 1')})`,
    state_place: moved('state_place'),
    user_place: moved('user_place'),
    user_key: 'user_key || copy',
  };
  for (const table of ['gptbots_sessions', 'gptbots_messages']) {
    // As SQLite says.
    const columns = database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all() as { name: string }[];
    const values = columns.map(({ name }) => changed[name] ?? name);
    database.exec(`INSERT INTO ${table} SELECT ${values.join(', ')} FROM ${table}, ${copies}`);
  }
  database.close();
}
