import type { DeskDatabase, NewEvent, Session, Write } from 'gptbots-human/desk';
import { migratePostgres } from 'gptbots-human/postgres';
import type { Pool } from 'pg';
import { PostgresDatabase } from '../../../src/postgres/postgres-database.ts';
import { newSchema } from './open-store.ts';

/** The database below a store, in a schema of its own. */
export async function openDatabase(pool: Pool): Promise<{ database: PostgresDatabase; schema: string }> {
  const schema = newSchema();
  await migratePostgres(pool, { schema });
  return { database: new PostgresDatabase({ pool, schema, notify: false, prepare: false }), schema };
}

/** A write that makes a conversation, or changes it, with so many events. */
export function writeOf(
  conversationId: string,
  revision: string,
  more: Partial<Write> & { events?: NewEvent[] } = {},
): Write {
  const session: Session = {
    conversationId,
    botId: 'bot',
    state: 'waiting',
    user: {},
    channel: {},
    labels: [],
    version: 1,
    lastSeq: 0,
    userMessages: 0,
    openedAt: 1,
    lastMessageAt: 1,
  };
  return {
    conversationId,
    expected: undefined,
    revision,
    notAfter: Date.now() + 600_000,
    head: `head ${revision}`,
    session,
    messages: [],
    lists: more.expected === undefined ? { state: 'waiting' } : {},
    events: [],
    ...more,
  };
}

/** Events with these texts. */
export function eventsOf(conversationId: string, ...texts: string[]): NewEvent[] {
  return texts.map((data) => ({ conversationId, type: 'message', at: Date.now(), data }));
}

/** All that is told after a position, and where that ends. */
export async function readOn(database: DeskDatabase, after: string): Promise<{ texts: string[]; position: string }> {
  const texts: string[] = [];
  for (let position = after; ; ) {
    const read = await database.events(position, 7);
    if (read === 'gone') throw new Error(`expected ${position} to be a position`);
    texts.push(...read.events.map(({ data }) => data));
    if (read.events.length < 7) return { texts, position: read.position };
    position = read.position;
  }
}
