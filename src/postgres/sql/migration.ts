import { countRows } from './counts.ts';

/** How many migrations there are; `store.version` says how many of them a database has. */
export const newestVersion = 1;

/** The schema when none is given. */
export const defaultSchema = 'gptbots_human';

/** The name of a schema. It is written into statements: nothing else may be in it. */
export const schemaPattern = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/**
 * Makes the tables, or brings them up to date: one statement, all of it or nothing, harmless when it is run again or by two
 * at once. A new version is a block of its own behind the others; what a released version did is never changed.
 *
 * @param schema checked, see `schemaName`
 */
export function migrationSql(schema: string): string {
  return `-- The tables of gptbots-human, in the schema "${schema}". It may be run again, and then changes nothing.
do $migration$
declare
  done integer := 0;
begin
  -- One at a time.
  perform pg_advisory_xact_lock(hashtextextended('gptbots-human ${schema}', 0));
  if to_regclass('"${schema}".store') is not null then
    select version into done from "${schema}".store;
  end if;

  if done < 1 then
    if to_regnamespace('"${schema}"') is null then
      create schema "${schema}";
    end if;

    -- One row: what the database knows of itself.
    create table "${schema}".store (
      one boolean primary key default true check (one),
      version integer not null,
      -- The package needs at least this version to use these tables.
      min_version integer not null,
      -- The run of the server that writes events now, and when the server was started; see runs.
      run bigint not null,
      server_started_at timestamptz not null,
      -- Events up to this position are no longer kept.
      trimmed_run bigint not null,
      trimmed_xid bigint not null,
      trimmed_seq bigint not null
    );

    -- Each time the server was found started anew, wherever: its transaction ids may have begun again.
    create table "${schema}".runs (run bigint primary key);

    -- A conversation, from the handoff to its end. Columns are for people and reports; head is what the desk reads.
    create table "${schema}".sessions (
      conversation_id text collate "C" primary key,
      state text collate "C" not null,
      close_reason text,
      orphan boolean not null,
      bot_id text not null,
      channel_type text,
      labels text[] not null default '{}',
      user_key text collate "C",
      agent_id text,
      agent_name text,
      ref text collate "C",
      opened_at timestamptz not null,
      deadline_at timestamptz,
      connected_at timestamptz,
      answered_at timestamptz,
      closed_at timestamptz,
      last_message_at timestamptz not null,
      -- The desk's own: when a sweep looks at it, in epoch milliseconds, and its places in lists.
      wake_at double precision,
      state_place bigint not null,
      user_place bigint,
      ref_place bigint,
      line double precision,
      revision text not null,
      head text not null
    ) with (fillfactor = 70);
    create sequence "${schema}".places;
    create index sessions_by_state on "${schema}".sessions (state, state_place);
    create index sessions_by_user on "${schema}".sessions (hashtextextended(user_key, 0), user_place)
      where user_key is not null;
    create index sessions_by_ref on "${schema}".sessions (hashtextextended(ref, 0), ref_place) where ref is not null;
    create index sessions_orphans on "${schema}".sessions (conversation_id) where orphan;
    create index sessions_closed_due on "${schema}".sessions (wake_at) where state = 'closed';
    create index sessions_open_due on "${schema}".sessions (wake_at) where state <> 'closed';

    create index sessions_in_line on "${schema}".sessions (line, state_place) where line is not null;

    -- The desk's own: the lists of labels, each for one state.
    create table "${schema}".labels (
      list text collate "C",
      place bigint,
      conversation_id text collate "C" not null,
      primary key (list, place)
    );
    create index labels_by_conversation on "${schema}".labels (conversation_id, list);

    -- The desk's own: how many sessions are in each state is the sum of these rows.
    create table "${schema}".counts (
      part integer primary key,
      waiting bigint not null default 0,
      connected bigint not null default 0,
      closed bigint not null default 0
    ) with (fillfactor = 50);
    insert into "${schema}".counts (part) select * from generate_series(0, ${countRows - 1});

    create table "${schema}".messages (
      conversation_id text collate "C",
      -- In the order of storing, from 1.
      seq integer,
      -- In the order to show; equal ones by seq.
      sort_order double precision not null,
      id text collate "C" not null,
      sender text collate "C" not null,
      status text not null,
      text text not null,
      at timestamptz not null,
      late boolean not null,
      agent_id text,
      agent_name text,
      primary key (conversation_id, seq)
    );
    create index messages_by_id on "${schema}".messages
      (hashtextextended(id, hashtextextended(conversation_id, 0)));
    create index messages_by_time on "${schema}".messages (conversation_id, at, seq)
      where sender = 'user' and sort_order > 0;

    -- The desk's own: what desk.events tells, in order.
    create sequence "${schema}".event_numbers;
    create table "${schema}".events (
      run bigint,
      xid bigint,
      seq bigint,
      -- Counts them, more or less.
      number bigint not null default nextval('"${schema}".event_numbers'),
      conversation_id text collate "C" not null,
      type text not null,
      at double precision not null,
      data text not null,
      primary key (run, xid, seq)
    );
    create index events_by_conversation on "${schema}".events (hashtextextended(conversation_id, 0));

    -- The desk's own: how far durable followers are.
    create table "${schema}".followers (
      name text collate "C" primary key,
      revision text not null,
      state text not null
    );

    insert into "${schema}".runs values ((extract(epoch from clock_timestamp()) * 1000000)::bigint);
    insert into "${schema}".store
      (version, min_version, run, server_started_at, trimmed_run, trimmed_xid, trimmed_seq)
      select 1, 1, run, pg_postmaster_start_time(), run, 0, 0 from "${schema}".runs;
  end if;
end
$migration$;
`;
}
