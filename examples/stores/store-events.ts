import { setTimeout as pause } from 'node:timers/promises';
import { GptBotsHumanError } from 'gptbots-human';
import type { Change, DeskEvent } from 'gptbots-human/desk';
import type { Database, Tables } from './database.ts';

// With PostgreSQL, LISTEN and NOTIFY instead.
const pollMs = 50;

/** Where the changes end, to follow from. */
export function cursorOf({ name }: Database, { count }: Tables): string {
  return `${name}:${count}`;
}

/** Writes the events of a step. They are numbered without gaps. */
export function addEvents(
  { name }: Database,
  tables: Tables,
  { conversationId, changes, at, most }: { conversationId: string; changes: Change[]; at: number; most: number },
): void {
  for (const change of changes) {
    tables.events.push(structuredClone({ cursor: `${name}:${++tables.count}`, conversationId, at, ...change }));
  }
  tables.events.splice(0, tables.events.length - most);
}

/** The changes after a cursor, or from now on, until `signal` aborts. */
export async function* follow(
  database: Database,
  transaction: <T>(work: (tables: Tables) => T) => Promise<T>,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<DeskEvent, void> {
  let position = after === undefined ? await transaction(({ count }) => count) : positionOf(database, after);
  while (!signal.aborted) {
    const { count, events } = await transaction((tables) => tables);
    const first = count - events.length;
    if (position > count) throw cursorError('is not one of this store');
    if (position < first) throw cursorError('is too old');
    for (const event of events.slice(position - first)) {
      if (signal.aborted) return;
      position++;
      yield structuredClone(event);
    }
    await pause(pollMs, undefined, { signal }).catch(() => {});
  }
}

function positionOf({ name }: Database, cursor: string): number {
  const position = Number(cursor.slice(name.length + 1));
  if (cursor !== `${name}:${position}`) throw cursorError('is not one of this store');
  return position;
}

function cursorError(why: string): GptBotsHumanError {
  return new GptBotsHumanError(`The cursor ${why}: load desk.sessions() again, and follow from the cursor it gives.`, {
    kind: 'cursor',
    delivery: 'not_sent',
  });
}
