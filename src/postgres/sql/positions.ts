import { raw, type Sql } from './sql.ts';

/** Whether the server has been started anew since the last event. Then a new run begins before anything is read or written. */
export const isSameRun: Sql = raw('(store.server_started_at = pg_postmaster_start_time())');

const xmin = 'pg_snapshot_xmin(pg_current_snapshot())::text::bigint';
const xmax = 'pg_snapshot_xmax(pg_current_snapshot())::text::bigint';

/** The id of the next transaction. */
export const nextXid: Sql = raw(xmax);

/**
 * The id up to which no event can appear any more: that of the oldest transaction that may still write one.
 *
 * The oldest transaction of the whole server would do, but there may be one that imports something for an hour. So one is left
 * out if it has certainly not to do with events: it has its id, but not the lock on the table that a writer takes before
 * it gets an id, and afterwards it still runs.
 */
export function firstUnsettledXid(schema: string): Sql {
  return raw(`(case when ${xmin} = ${xmax} then ${xmax} else (${oldestWriter(schema)}) end)`);
}

/** The same or an earlier one: the oldest id of all transactions that run. It costs nothing. */
export const oldestXid: Sql = raw(xmin);

function oldestWriter(schema: string): string {
  return `
    with locks as materialized (
      select locktype, transactionid, virtualtransaction from pg_locks
      where (locktype = 'transactionid' and mode = 'ExclusiveLock' and granted)
        or (locktype = 'relation' and mode = 'RowExclusiveLock' and relation = '"${schema}".events'::regclass)
    )
    select least(${xmax}, min(running.xid::text::bigint))
    from pg_snapshot_xip(pg_current_snapshot()) as running(xid)
    where not case
      when exists (
        select from locks own
        where own.locktype = 'transactionid' and own.transactionid = running.xid::xid and not exists (
          select from locks other
          where other.locktype = 'relation' and other.virtualtransaction = own.virtualtransaction
        )
      )
      then pg_xact_status(running.xid) = 'in progress'
      else false
    end`;
}
