import type { SessionState } from '../../desk/types.ts';
import { joined, raw, type Sql, sql } from './sql.ts';

/** Sessions are counted in so many rows, so that few of those who commit at once wait for each other. */
export const countRows = 16;

const states: readonly SessionState[] = ['waiting', 'connected', 'closed'];

/**
 * Counts one session less in a state, and one more in another. `state` is an expression for the state it leaves.
 *
 * @param id of the conversation; it is one that is in `changed`
 */
export function moveCount(schema: string, id: string, from: Sql | undefined, to: SessionState | undefined): Sql {
  const sets = states.map((state) => {
    const less = from ? sql` - (${from} = ${raw(`'${state}'`)})::integer` : raw('');
    return sql`${raw(state)} = ${raw(`counts.${state}`)}${less}${raw(state === to ? ' + 1' : '')}`;
  });
  return sql`
    update ${raw(`"${schema}".counts`)} set ${joined(sets, ', ')} from changed
    where counts.part = abs(hashtextextended(${id}, 0) % ${raw(String(countRows))})`;
}

/** How many sessions are in each state. */
export function countsSql(schema: string): Sql {
  const sums = states.map((state) => raw(`sum(${state})::text as ${state}`));
  return sql`select ${joined(sums, ', ')} from ${raw(`"${schema}".counts`)}`;
}
