import type { NewEvent } from '../../desk/store/database.ts';
import { storableText } from '../text.ts';
import { addEvents } from './commit.ts';
import { moveCount } from './counts.ts';
import { isSameRun } from './positions.ts';
import { raw, type Sql, sql } from './sql.ts';
import { theStore } from './the-store.ts';

/** Removes a conversation with all that is kept of it: one row that says whether it did. */
export function eraseSql(schema: string, conversationId: string, revision: string, event: NewEvent | undefined): Sql {
  const id = storableText(conversationId);
  return sql`
    with changed as (
      delete from ${raw(`"${schema}".sessions`)}
      where conversation_id = ${id} and revision = ${revision}
        and (select ${isSameRun} from ${theStore(schema)})
      returning state
    ), counted as (${moveCount(schema, id, raw('changed.state'), undefined)}
    ), labels as (
      delete from ${raw(`"${schema}".labels`)}
      where conversation_id = ${id} and exists (select from changed)
    ), messages as (
      delete from ${raw(`"${schema}".messages`)}
      where conversation_id = ${id} and exists (select from changed)
    ), events as (
      delete from ${raw(`"${schema}".events`)}
      where hashtextextended(conversation_id, 0) = hashtextextended(${id}, 0) and conversation_id = ${id}
        and exists (select from changed)
    )${event ? sql`, told as (${addEvents(schema, [event])})` : raw('')}
    select ${isSameRun}::text as same, (select count(*) from changed)::text as count from ${theStore(schema)}`;
}
