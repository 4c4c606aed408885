import type { Position } from '../position.ts';
import { firstUnsettledXid } from './positions.ts';
import { raw, type Sql, sql } from './sql.ts';
import { theStore } from './the-store.ts';

/** The first event to keep, or the place of the next one; no row when there is nothing before it. */
export function firstKeptSql(schema: string, before: number, max: number): Sql {
  const events = raw(`"${schema}".events`);
  return sql`
    with newest as materialized (
      select run, ${firstUnsettledXid(schema)} as xid, 0::bigint as seq from ${theStore(schema)}
    ), young as (
      select run, xid, seq from ${events}
      where at >= ${before}::float8
        and number > (select last_value from ${raw(`"${schema}".event_numbers`)}) - ${max}::bigint
      order by run, xid, seq limit 1
    ), kept as (
      select * from young union all select * from newest order by run, xid, seq limit 1
    ), oldest as materialized (
      select run, xid, seq from ${events} order by run, xid, seq limit 1
    )
    select kept.run::text as run, kept.xid::text as xid, kept.seq::text as seq from kept, oldest
    where (oldest.run, oldest.xid, oldest.seq) < (kept.run, kept.xid, kept.seq)`;
}

/** Removes up to `limit` events before a position, and says how many there were. */
export function trimSql(schema: string, { run, xid, seq }: Position, limit: number): Sql {
  const events = raw(`"${schema}".events`);
  return sql`
    with old as (
      select run, xid, seq from ${events}
      where (run, xid, seq) < (${run}::bigint, ${xid}::bigint, ${seq}::bigint)
      order by run, xid, seq limit ${limit}::bigint
      for update skip locked
    ), gone as (
      delete from ${events} e using old where (e.run, e.xid, e.seq) = (old.run, old.xid, old.seq)
      returning e.run, e.xid, e.seq
    ), last as (
      select run, xid, seq from gone order by run desc, xid desc, seq desc limit 1
    ), trimmed as (
      update ${raw(`"${schema}".store`)}
      set trimmed_run = last.run, trimmed_xid = last.xid, trimmed_seq = last.seq
      from last
      where (trimmed_run, trimmed_xid, trimmed_seq) < (last.run, last.xid, last.seq)
    ), ended as (
      delete from ${raw(`"${schema}".runs`)} where run < (select run from last)
    )
    select count(*)::text as count from gone`;
}
