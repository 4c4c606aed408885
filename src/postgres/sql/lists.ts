import type { ListName } from '../../desk/store/database.ts';
import { storableText } from '../text.ts';
import { messageJson, now } from './load.ts';
import { raw, type Sql, sql } from './sql.ts';

/** The ids of conversations that are due, closed ones first: at least one row, with the time. */
export function dueSql(schema: string, before: number | undefined, limit: number): Sql {
  const due = (states: string) => sql`(
    select conversation_id, ${raw(states === "= 'closed'" ? '0' : '1')} as part, wake_at
    from ${raw(`"${schema}".sessions`)}
    where state ${raw(states)} and wake_at <= (select at from time)
    order by wake_at limit ${limit}::bigint
  )`;
  // Read once: a time that may be another one for each row is compared with each row, and not looked up in an index.
  return sql`
    with time as materialized (select ${now} as now, ${before === undefined ? now : sql`${before}`}::float8 as at)
    select time.now as now, due.conversation_id as id
    from time left join (
      select * from (${due("= 'closed'")} union all ${due("<> 'closed'")}) both_parts
      order by part, wake_at limit ${limit}::bigint
    ) due on true
    order by due.part, due.wake_at`;
}

/** The conversations of a list after a place. */
export function listSql(schema: string, list: ListName, value: string, after: number, limit: number): Sql {
  return list === 'label' ? labelSql(schema, value, after, limit) : columnSql(schema, list, value, after, limit);
}

function labelSql(schema: string, value: string, after: number, limit: number): Sql {
  return sql`
    select labels.place::text as place, labels.conversation_id as id, sessions.head as head
    from ${raw(`"${schema}".labels join "${schema}".sessions`)} using (conversation_id)
    where labels.list = ${storableText(value)} and labels.place > ${after}::bigint
    order by labels.place limit ${limit}::bigint`;
}

function columnSql(schema: string, list: 'state' | 'user', value: string, after: number, limit: number): Sql {
  const place = raw(`${list}_place`);
  const isOfList =
    list === 'state'
      ? sql`state = ${value}`
      : sql`hashtextextended(user_key, 0) = hashtextextended(${storableText(value)}, 0) and user_key = ${storableText(value)}`;
  return sql`
    select ${place}::text as place, conversation_id as id, head as head from ${raw(`"${schema}".sessions`)}
    where ${isOfList} and ${place} > ${after}::bigint
    order by ${place} limit ${limit}::bigint`;
}

/** How many stand in the line, and how many of them before a conversation, if it stands there. */
export function lineSql(schema: string, conversationId: string): Sql {
  const sessions = (name: string) => raw(`"${schema}".sessions ${name}`);
  return sql`
    select (select count(*) from ${sessions('all_waiting')} where line is not null)::text as length,
      (
        select (
          select count(*) from ${sessions('others')}
          where others.line is not null and (others.line, others.state_place) < (own.line, own.state_place)
        ) from ${sessions('own')} where own.conversation_id = ${storableText(conversationId)} and own.line is not null
      )::text as before`;
}

/** The conversation that was linked last to a ref. */
export function findSql(schema: string, ref: string): Sql {
  return sql`
    select conversation_id as id, head as head from ${raw(`"${schema}".sessions`)}
    where hashtextextended(ref, 0) = hashtextextended(${storableText(ref)}, 0) and ref = ${storableText(ref)}
    order by ref_place desc limit 1`;
}

/** How many conversations are orphans, up to a number. */
export function orphansSql(schema: string, max: number): Sql {
  return sql`
    select count(*)::text as count
    from (select from ${raw(`"${schema}".sessions`)} where orphan limit ${max}::bigint) as orphans`;
}

/** The messages of a conversation after one: no row when it is unknown, one without a message when there are no more. */
export function messagesSql(schema: string, conversationId: string, after: number, limit: number): Sql {
  return sql`
    select ${messageJson}::text as message
    from ${raw(`"${schema}".sessions s`)} left join lateral (
      select * from ${raw(`"${schema}".messages m`)}
      where m.conversation_id = s.conversation_id and m.seq > ${after}::bigint
      order by m.seq limit ${limit}::bigint
    ) m on true
    where s.conversation_id = ${storableText(conversationId)}
    order by m.seq`;
}
