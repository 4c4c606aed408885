import type { Position } from '../position.ts';
import { firstUnsettledXid, isSameRun, nextXid } from './positions.ts';
import { raw, type Sql, sql } from './sql.ts';
import { theStore } from './the-store.ts';

/** What is known of a position, and the events after it: at least one row, with an event or without. */
export function eventsSql(schema: string, { run, xid, seq }: Position, limit: number): Sql {
  const after = sql`(${run}::bigint, ${xid}::bigint, ${seq}::bigint)`;
  const events = raw(`"${schema}".events`);
  return sql`
    with present as materialized (
      select ${isSameRun} as same, run, ${firstUnsettledXid(schema)} as xid, ${nextXid} as next,
        (trimmed_run, trimmed_xid, trimmed_seq) > ${after} as is_trimmed
      from ${theStore(schema)}
    ), newest as materialized (
      select run, xid from ${events} order by run desc, xid desc, seq desc limit 1
    )
    select present.same::text as same, present.run::text as run, present.xid::text as xid,
      (not present.is_trimmed and exists (select from ${raw(`"${schema}".runs`)} where runs.run = ${run}::bigint)
        and (${run}::bigint, ${xid}::bigint) <= (present.run, present.next))::text as known,
      ((newest.run, newest.xid) >= (present.run, present.xid))::text as more,
      e.run::text as erun, e.xid::text as exid, e.seq::text as eseq, e.conversation_id as id, e.type as type,
      e.at::text as at, e.data as data
    from present left join newest on true left join lateral (
      select * from ${events} e
      where (e.run, e.xid, e.seq) > ${after} and (e.run, e.xid) < (present.run, present.xid)
      order by e.run, e.xid, e.seq limit ${limit}::integer
    ) e on true
    order by e.run, e.xid, e.seq`;
}

/** The position up to which there are all events that ever will be there. */
export function presentSql(schema: string): Sql {
  return sql`
    select ${isSameRun}::text as same, run::text as run, ${firstUnsettledXid(schema)}::text as xid
    from ${theStore(schema)}`;
}

/** The position after which the oldest event is. */
export function oldestSql(schema: string): Sql {
  return sql`
    select trimmed_run::text as run, trimmed_xid::text as xid, trimmed_seq::text as seq
    from ${theStore(schema)}`;
}

/** Begins a new run, if the server was started anew and nobody else has begun it meanwhile. */
export function newRunSql(schema: string): Sql {
  return sql`
    with begun as (
      update ${raw(`"${schema}".store`)}
      set run = greatest(run + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint),
        server_started_at = pg_postmaster_start_time()
      where server_started_at <> pg_postmaster_start_time()
      returning run
    )
    insert into ${raw(`"${schema}".runs`)} (run) select run from begun`;
}
