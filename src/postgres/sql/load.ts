import type { Want } from '../../desk/store/database.ts';
import { storableText } from '../text.ts';
import { isSameRun, nextXid, oldestXid } from './positions.ts';
import { joined, raw, type Sql, sql } from './sql.ts';
import { theStore } from './the-store.ts';

/** The database's time, in epoch milliseconds. */
export const now: Sql = raw('floor(extract(epoch from clock_timestamp()) * 1000)::text');

/** What `MessageRow` reads. */
export const messageJson: Sql = raw(
  'json_build_array(m.seq, m.id, m.sender, m.status, extract(epoch from m.at) * 1000, m.text, m.sort_order, m.late, m.agent_id, m.agent_name)',
);

/** A conversation as far as a step needs it: one row, also when there is none. */
export function loadSql(schema: string, conversationId: string, { ids, seqs, around }: Want): Sql {
  const messages = raw(`"${schema}".messages m`);
  const id = storableText(conversationId);
  return sql`
    select ${now} as now, ${isSameRun}::text as same, store.min_version::text as version,
      store.run::text as run, ${oldestXid}::text as oldest, ${nextXid}::text as next,
      sessions.head as head, sessions.revision as revision,
      ${wanted(messages, id, ids, seqs)} as messages,
      ${around === undefined ? raw('null') : neighbour(messages, id, around, 'before')} as before,
      ${around === undefined ? raw('null') : neighbour(messages, id, around, 'after')} as after
    from ${theStore(schema)} left join ${raw(`"${schema}".sessions`)} on sessions.conversation_id = ${id}`;
}

// A message by its id can be found in one index only: the primary key, by which all messages of the conversation would be
// looked at, does not know `conversation_id || ''`. A plan is made when the tables are still empty, and kept.
function wanted(messages: Sql, conversationId: string, ids: string[], seqs: number[]): Sql {
  const selects = ids.map(storableText).map(
    (id) => sql`
      select m.* from ${messages}
      where hashtextextended(m.id, hashtextextended(m.conversation_id, 0))
          = hashtextextended(${id}, hashtextextended(${conversationId}, 0))
        and m.id = ${id} and m.conversation_id || '' = ${conversationId}`,
  );
  if (seqs.length > 0) {
    const list = `{${seqs.join()}}`;
    selects.push(sql`
      select m.* from unnest(${list}::integer[]) as one (seq),
        lateral (select m.* from ${messages} where m.conversation_id = ${conversationId} and m.seq = one.seq limit 1) m`);
  }
  if (selects.length === 0) return raw('null');
  return sql`(select json_agg(${messageJson})::text from (${joined(selects, ' union all ')}) m)`;
}

function neighbour(messages: Sql, conversationId: string, at: number, side: 'before' | 'after'): Sql {
  const [compare, order] = side === 'before' ? ['<=', 'desc'] : ['>', 'asc'];
  return sql`(
    select ${messageJson}::text from ${messages}
    where m.conversation_id = ${conversationId} and m.sender = 'user' and m.sort_order > 0
      and m.at ${raw(compare)} to_timestamp(${at}::float8 / 1000)
    order by m.at ${raw(order)}, m.seq ${raw(order)} limit 1
  )`;
}
