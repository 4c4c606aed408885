import type { NewEvent, Write } from '../../desk/store/database.ts';
import type { Message } from '../../desk/types.ts';
import { storableText } from '../text.ts';
import { moveCount } from './counts.ts';
import { isSameRun, nextXid, oldestXid } from './positions.ts';
import { joined, raw, type Sql, sql } from './sql.ts';
import { theStore } from './the-store.ts';

/**
 * Stores a step: one row that says whether it was. The row of the conversation is locked by its change, and whoever comes
 * second sees that the revision is another one.
 */
export function commitSql(schema: string, write: Write): Sql {
  const { messages, events } = write;
  const id = storableText(write.conversationId);
  const parts = [sql`changed as (${write.expected === undefined ? insert(schema, write) : update(schema, write)})`];
  if (messages.length > 0) parts.push(sql`messages as (${putMessages(schema, id, messages)})`);
  parts.push(...listParts(schema, id, write));
  if (events.length > 0) parts.push(sql`events as (${addEvents(schema, events)})`);
  return sql`
    with ${joined(parts, ', ')}
    select ${isSameRun}::text as same, store.run::text as run,
      case when changed.is_in_time = 1 then pg_current_xact_id()::text end as own,
      ${oldestXid}::text as oldest, ${nextXid}::text as next
    from ${theStore(schema)} left join changed on true`;
}

// Divides by zero when it is too late, which undoes the whole statement: also when it has waited for a lock.
function inTime({ notAfter }: Write): Sql {
  return sql`1 / (clock_timestamp() <= to_timestamp(${notAfter}::float8 / 1000))::integer as is_in_time`;
}

function insert(schema: string, write: Write): Sql {
  const columns = changedColumns(schema, write);
  const names = columns.map(([name]) => raw(name));
  const values = columns.map(([, value]) => value);
  return sql`
    insert into ${raw(`"${schema}".sessions`)} (conversation_id, ${joined(names, ', ')})
    select ${storableText(write.conversationId)}, ${joined(values, ', ')} from ${theStore(schema)} where ${isSameRun}
    on conflict (conversation_id) do nothing
    returning conversation_id, ${inTime(write)}`;
}

function update(schema: string, write: Write): Sql {
  const changes = changedColumns(schema, write).map(([name, value]) => sql`${raw(name)} = ${value}`);
  return sql`
    update ${raw(`"${schema}".sessions`)} set ${joined(changes, ', ')}
    where conversation_id = ${storableText(write.conversationId)} and revision = ${write.expected}
      and (select ${isSameRun} from ${theStore(schema)})
    returning conversation_id, ${inTime(write)}`;
}

// What is kept of lists elsewhere than in the row of the conversation.
function listParts(schema: string, id: string, { lists: { state, stateBefore, labels } }: Write): Sql[] {
  const parts: Sql[] = [];
  if (state !== undefined) {
    const from = stateBefore === undefined ? undefined : raw(`'${stateBefore}'`);
    parts.push(sql`counted as (${moveCount(schema, id, from, state)})`);
  }
  const table = raw(`"${schema}".labels`);
  const rows = (lists: string[]) =>
    joined(
      lists.map((list) => sql`(${storableText(list)})`),
      ', ',
    );
  if (labels && labels.left.length > 0) {
    parts.push(sql`labels_left as (
      delete from ${table} using changed
      where labels.conversation_id = ${id} and labels.list in (${joined(
        labels.left.map((list) => sql`${storableText(list)}`),
        ', ',
      )})
    )`);
  }
  if (labels && labels.joined.length > 0) {
    parts.push(sql`labels_joined as (
      insert into ${table} (conversation_id, list, place)
      select ${id}, added.list, nextval(${raw(`'"${schema}".places'`)}) from changed, (values ${rows(labels.joined)}) as added (list)
    )`);
  }
  return parts;
}

function changedColumns(schema: string, { head, revision, session, lists }: Write): [string, Sql][] {
  const { agent } = session;
  const place = raw(`nextval('"${schema}".places')`);
  const columns: [string, Sql][] = [
    ['head', sql`${head}`],
    ['revision', sql`${revision}`],
    ['state', sql`${session.state}`],
    ['close_reason', sql`${session.closeReason}`],
    ['orphan', session.orphan ? raw('true') : raw('false')],
    ['bot_id', text(session.botId)],
    ['channel_type', text(session.channel.type)],
    ['agent_id', text(agent?.id)],
    ['agent_name', text(agent?.name)],
    ['opened_at', time(session.openedAt)],
    ['deadline_at', time(session.deadlineAt)],
    ['connected_at', time(session.connectedAt)],
    ['answered_at', time(session.answeredAt)],
    ['closed_at', time(session.closedAt)],
    ['last_message_at', time(session.lastMessageAt)],
  ];
  if (lists.state !== undefined) columns.push(['state_place', place]);
  if (lists.user !== undefined) columns.push(['user_key', text(lists.user)], ['user_place', place]);
  if (lists.ref !== undefined) columns.push(['ref', text(lists.ref)], ['ref_place', place]);
  if (lists.labels !== undefined) columns.push(['labels', sql`${arrayOf(session.labels)}::text[]`]);
  if (lists.line !== undefined) columns.push(['line', sql`${lists.line}::float8`]);
  if (lists.wakeAt !== undefined) columns.push(['wake_at', sql`${lists.wakeAt}::float8`]);
  return columns;
}

// A message is written again when its status has changed.
function putMessages(schema: string, conversationId: string, messages: Message[]): Sql {
  const rows = messages.map(({ seq, order, id, from, status, text: said, at, late, agent }) => {
    const values = [sql`${seq}::integer`, sql`${order}::float8`, text(id), text(from), text(status), text(said)];
    values.push(time(at), late ? raw('true') : raw('false'), text(agent?.id), text(agent?.name));
    return sql`(${joined(values, ', ')})`;
  });
  return sql`
    insert into ${raw(`"${schema}".messages`)}
      (conversation_id, seq, sort_order, id, sender, status, text, at, late, agent_id, agent_name)
    select ${conversationId}, added.* from changed, (values ${joined(rows, ', ')}) as added
    on conflict (conversation_id, seq) do update set status = excluded.status`;
}

/** Writes the events of a conversation that is in `changed`. */
export function addEvents(schema: string, events: NewEvent[]): Sql {
  const rows = events.map(
    ({ conversationId, type, at, data }, index) =>
      sql`(${index + 1}::bigint, ${storableText(conversationId)}, ${type}, ${at}::float8, ${data})`,
  );
  return sql`
    insert into ${raw(`"${schema}".events`)} (run, xid, seq, conversation_id, type, at, data)
    select store.run, pg_current_xact_id()::text::bigint, added.*
    from changed, ${theStore(schema)}, (values ${joined(rows, ', ')}) as added`;
}

// As Postgres writes an array of texts.
function arrayOf(texts: readonly string[]): string {
  return `{${texts.map((one) => `"${storableText(one).replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

function text(value: string | undefined): Sql {
  return sql`${value === undefined ? undefined : storableText(value)}`;
}

function time(ms: number | undefined): Sql {
  return ms === undefined ? raw('null') : sql`to_timestamp(${ms}::float8 / 1000)`;
}
