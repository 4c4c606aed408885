import { storableText } from '../text.ts';
import { now } from './load.ts';
import { raw, type Sql, sql } from './sql.ts';

/** What is kept of a follower: one row, also when there is none. */
export function followerSql(schema: string, name: string): Sql {
  return sql`
    select ${now} as now, f.state as state, f.revision as revision
    from (select) as one left join ${raw(`"${schema}".followers f`)} on f.name = ${storableText(name)}`;
}

/** Keeps a follower if nobody else did meanwhile: a row when it was kept. */
export function saveFollowerSql(
  schema: string,
  name: string,
  state: string,
  revision: string,
  expected: string | undefined,
): Sql {
  const followers = raw(`"${schema}".followers`);
  return expected === undefined
    ? sql`
      insert into ${followers} (name, state, revision) values (${storableText(name)}, ${storableText(state)}, ${revision})
      on conflict (name) do nothing returning 'saved' as saved`
    : sql`
      update ${followers} set state = ${storableText(state)}, revision = ${revision}
      where name = ${storableText(name)} and revision = ${expected} returning 'saved' as saved`;
}
