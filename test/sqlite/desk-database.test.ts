import type { DeskDatabase, Message, NewEvent, Session, Write } from 'gptbots-human/desk';
import { expect, it } from 'vitest';
import { sqliteDatabase } from '../../src/sqlite/sqlite-database.ts';
import { describeWithBetterSqlite3 } from '../helpers/describe-with-better-sqlite3.ts';

const nothing = { ids: [], seqs: [], around: undefined };

describeWithBetterSqlite3('SQLite, as the database of a store,', (Database) => {
  const open = (connection = new Database(':memory:'), prefix = 'gptbots_') => {
    const settings = { prefix, synchronous: 'full' as const, commandTimeoutMs: 60_000 };
    return sqliteDatabase(connection, settings);
  };

  it('refuses a write of somebody who did not see the newest, and one that comes too late', async () => {
    const database = open();
    expect(await database.commit(writeOf({ revision: '1' }))).toMatchObject({ position: expect.any(String) });
    const before = await database.load('c', nothing);
    expect(await database.commit(writeOf({ revision: '2' })), 'as if there were none').toBe('stale');
    expect(await database.commit(writeOf({ expected: '0', revision: '2' }))).toBe('stale');
    expect(await database.commit(writeOf({ expected: '1', revision: '2', notAfter: Date.now() - 1 }))).toBe('late');
    const { kept, position } = await database.load('c', nothing);
    expect({ kept, position }).toEqual({ kept: before.kept, position: before.position });
    expect(await database.commit(writeOf({ expected: '1', revision: '2' }))).toMatchObject({});
    expect((await database.load('c', nothing)).kept).toMatchObject({ revision: '2' });
  });

  it('takes a prefix in other letters for the same one, as SQLite does', async () => {
    const connection = new Database(':memory:');
    await open(connection).commit(writeOf({ revision: '1' }));
    expect((await open(connection, 'GptBots_').load('c', nothing)).kept).toMatchObject({ revision: '1' });
  });

  it('finds the neighbours of a time among what the user wrote', async () => {
    const database = open();
    const messages = [
      messageOf({ seq: 1, at: 10, order: -1 }),
      messageOf({ seq: 2, at: 10 }),
      messageOf({ seq: 3, at: 20 }),
      messageOf({ seq: 4, at: 20 }),
      messageOf({ seq: 5, at: 25, from: 'agent' }),
      messageOf({ seq: 6, at: 30 }),
      messageOf({ seq: 7, at: 30 }),
    ];
    await database.commit(writeOf({ revision: '1', messages }));
    await database.commit(
      writeOf({ conversationId: 'other', revision: '1', messages: [messageOf({ seq: 1, at: 22 })] }),
    );
    const around = async (at: number) => {
      const { before, after } = (await database.load('c', { ...nothing, around: at })).kept?.around ?? {};
      return [before?.seq, after?.seq];
    };
    expect(await around(9)).toEqual([undefined, 2]);
    expect(await around(10)).toEqual([2, 3]);
    expect(await around(20)).toEqual([4, 6]);
    expect(await around(25)).toEqual([4, 6]);
    expect(await around(30)).toEqual([7, undefined]);
  });

  it('trims what is too old and what is too much, and says from where on events are kept', async () => {
    const database = open();
    const events = Array.from({ length: 2_500 }, (_, at) => eventOf({ at }));
    await database.commit(writeOf({ revision: '1', events }));
    const all = await positions(database, await database.oldest());
    expect(all).toHaveLength(2_500);
    await database.trim(Number.NEGATIVE_INFINITY, 2_400);
    expect(await positions(database, await database.oldest())).toEqual(all.slice(100));
    await database.trim(1_200, 10_000);
    expect(await database.oldest()).toBe(all[1_199]);
    expect(await positions(database, await database.oldest())).toEqual(all.slice(1_200));
    expect(await database.events(all[1_198] ?? '', 1), 'what is after it is no longer all there').toBe('gone');
    await database.trim(10_000, 10_000);
    expect(await database.events(all.at(-1) ?? '', 10)).toEqual({ events: [], position: all.at(-1) });
  });

  it('erases a conversation with all that belongs to it, and no position is given again', async () => {
    const connection = new Database(':memory:');
    const database = open(connection);
    const events = [eventOf({}), eventOf({})];
    const { position: start } = await database.load('c', nothing);
    await database.commit(writeOf({ revision: '1', events, messages: [messageOf({ seq: 1 })] }));
    await database.commit(
      writeOf({ conversationId: 'other', revision: '1', events: [eventOf({ conversationId: 'other' })] }),
    );
    expect(await database.erase('c', '0', undefined), 'of another revision').toBe(false);
    expect(await database.erase('c', '1', eventOf({ type: 'forgotten' }))).toBe(true);
    expect((await database.load('c', nothing)).kept).toBeUndefined();
    expect(await database.messages('c', 0, 10)).toBeUndefined();
    const read = await database.events(start, 10);
    const left = read === 'gone' ? [] : read.events.map(({ conversationId, type }) => [conversationId, type]);
    expect(left).toEqual([
      ['other', 'message'],
      ['c', 'forgotten'],
    ]);
    expect(connection.prepare('SELECT * FROM gptbots_messages').all(), 'in the file').toEqual([]);
  });
});

async function positions(database: DeskDatabase, after: string): Promise<string[]> {
  const read = await database.events(after, 10_000);
  return read === 'gone' ? [] : read.events.map(({ position }) => position);
}

function writeOf(given: Partial<Write> & { revision: string }): Write {
  return {
    conversationId: 'c',
    expected: undefined,
    notAfter: Number.MAX_SAFE_INTEGER,
    head: `head ${given.revision}`,
    // SQLite does not look at it.
    session: {} as Session,
    messages: [],
    lists: given.expected === undefined ? { state: 'waiting' } : {},
    events: [],
    ...given,
  };
}

function messageOf(given: Partial<Message> & { seq: number }): Message {
  const { seq } = given;
  return {
    id: `m${seq}`,
    order: seq,
    conversationId: 'c',
    from: 'user',
    text: '',
    at: 0,
    status: 'received',
    ...given,
  };
}

function eventOf(given: Partial<NewEvent>): NewEvent {
  return { conversationId: 'c', type: 'message', at: 0, data: '[]', ...given };
}
