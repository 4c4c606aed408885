import { copyFileSync } from 'node:fs';
import type { DeskStore } from 'gptbots-human/desk';
import { expect, it } from 'vitest';
import { sqliteDatabase } from '../../src/sqlite/sqlite-database.ts';
import { chatOf, establishOf, eventsSince } from '../../src/testing/store/contract/set-up.ts';
import { describeWithBetterSqlite3 } from '../helpers/describe-with-better-sqlite3.ts';
import { newPath, removeDatabase } from './support/databases.ts';
import { databaseFile, openStore } from './support/open-store.ts';

const inNoList = { limit: 10 };

describeWithBetterSqlite3('a SQLite database', (Database) => {
  it('keeps what was stored for whoever opens it next', async () => {
    const { connect } = databaseFile(Database);
    const first = connect();
    await openStore(first).step('chat', chatOf('c', 'hello'));
    first.close();
    expect(await textsOf(openStore(connect()))).toEqual(['hello']);
  });

  it('may be in memory', async () => {
    const store = openStore(new Database(':memory:'));
    await store.step('chat', chatOf('c', 'hello'));
    expect(await textsOf(store)).toEqual(['hello']);
  });

  it.each([
    [undefined, 2],
    ['full' as const, 2],
    ['normal' as const, 1],
  ])('writes with synchronous %s as asked, and in WAL mode', async (synchronous, level) => {
    const connection = databaseFile(Database).connect();
    await openStore(connection, { synchronous }).sessions({ limit: 1 });
    expect(connection.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: level });
    expect(connection.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  });

  it('may have other tables, and several desks, each with a prefix', async () => {
    const connection = databaseFile(Database).connect();
    connection.exec('CREATE TABLE sessions (id TEXT); CREATE TABLE meta (id TEXT); PRAGMA user_version = 41');
    const [one, other] = [openStore(connection), openStore(connection, { prefix: 'Shop2_' })];
    await one.step('chat', chatOf('c', 'hello'));
    await other.step('chat', chatOf('c', 'hi'));
    expect(await textsOf(one)).toEqual(['hello']);
    expect(await textsOf(other)).toEqual(['hi']);
    expect(connection.prepare('PRAGMA user_version').get()).toEqual({ user_version: 41 });
    const names = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[];
    const own = names.filter(({ name }) => !/^(gptbots|Shop2)_/.test(name));
    expect(own.map(({ name }) => name)).toEqual(['sessions', 'meta']);
  });

  it('is refused, and left as it is, when a newer version has set it up', async () => {
    const { connect } = databaseFile(Database);
    const connection = connect();
    const store = openStore(connection);
    await store.step('chat', chatOf('c', 'hello'));
    connection.exec('UPDATE gptbots_meta SET version = 2');
    const refused = {
      kind: 'store',
      delivery: 'not_sent',
      message: expect.stringMatching(/newer version .* version 2/),
    };
    await expect(store.step('chat', chatOf('c', 'more')), 'by a store that was open').rejects.toMatchObject(refused);
    await expect(openStore(connect()).sessions(inNoList), 'by one that is opened').rejects.toMatchObject(refused);
    expect(connection.prepare('SELECT count(*) AS count FROM gptbots_messages').get()).toEqual({ count: 1 });
  });

  it('stays open at shutdown; once it is closed, calls are told so', async () => {
    const connection = databaseFile(Database).connect();
    const store = openStore(connection);
    await store.step('chat', chatOf('c', 'hello'));
    await store.shutdown();
    expect(connection.open).toBe(true);
    connection.close();
    const told = { kind: 'store', message: expect.stringMatching(/is closed.*after desk\.shutdown/) };
    await expect(store.session('c')).rejects.toMatchObject(told);
    await expect(store.step('chat', chatOf('c', 'more'))).rejects.toMatchObject(told);
  });

  it('that cannot be written to is named as that', async () => {
    const { connect } = databaseFile(Database);
    connect().exec('CREATE TABLE own (id TEXT)');
    const store = openStore(connect({ readonly: true }));
    await expect(store.step('chat', chatOf('c', 'hello'))).rejects.toMatchObject({
      kind: 'store',
      cause: { message: 'SQLITE_READONLY' },
    });
  });

  it('that somebody else writes to for too long is a kind store, and works again afterwards', async () => {
    const { connect } = databaseFile(Database);
    const store = openStore(connect(), { commandTimeoutMs: 300 });
    await store.step('chat', chatOf('c', 'hello'));
    const other = connect();
    other.exec('BEGIN IMMEDIATE');
    await expect(store.step('chat', chatOf('c', 'too late'))).rejects.toMatchObject({ kind: 'store' });
    expect(await textsOf(store), 'reading waits for nobody').toEqual(['hello']);
    other.exec('COMMIT');
    await store.step('chat', chatOf('c', 'again'));
    expect(await textsOf(store)).toEqual(['hello', 'again']);
  });

  it('that somebody else writes to is waited for, but not for ever', async () => {
    const { connect } = databaseFile(Database);
    const settings = { prefix: 'gptbots_', synchronous: 'full' as const, commandTimeoutMs: 300 };
    const database = sqliteDatabase(connect(), settings);
    expect(await database.saveFollower('crm', '{}', '1', undefined)).toBe(true);
    const other = connect();
    other.exec('BEGIN IMMEDIATE');
    await expect(database.saveFollower('crm', '{}', '2', '1')).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    other.exec('COMMIT');
    expect(await database.saveFollower('crm', '{}', '3', '1'), 'what was given up was not done').toBe(true);
  });

  it('waits for a transaction that is open on the same connection', async () => {
    const connection = databaseFile(Database).connect();
    connection.exec('PRAGMA journal_mode = WAL');
    const store = openStore(connection, { commandTimeoutMs: 60_000 });
    // The first one also sets the tables up.
    for (const text of ['one', 'two']) {
      connection.exec('BEGIN; CREATE TABLE unwanted (id TEXT)');
      const writing = store.step('chat', chatOf('c', text));
      await new Promise((resolve) => setTimeout(resolve, 50));
      connection.exec('ROLLBACK');
      await writing;
    }
    expect(await textsOf(store)).toEqual(['one', 'two']);
    expect(connection.prepare("SELECT * FROM sqlite_master WHERE name = 'unwanted'").all()).toEqual([]);
  });

  it('writes what comes at once together, and one that fails takes no other along', async () => {
    const connection = databaseFile(Database).connect();
    const store = openStore(connection);
    await store.step('chat', chatOf('first', 'hello'));
    connection.exec(`CREATE TRIGGER refuse BEFORE INSERT ON gptbots_messages WHEN NEW.data LIKE '%bad%'
      BEGIN SELECT RAISE(ABORT, 'refused'); END`);
    const texts = ['one', 'bad', 'three'];
    const settled = await Promise.allSettled(texts.map((text) => store.step('chat', chatOf(text, text))));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store.session('bad')).toBeUndefined();
    expect(await textsOf(store, 'three')).toEqual(['three']);
  });

  it('gives no position twice, also when an older copy of the file was put back', async () => {
    const { path, connect } = databaseFile(Database);
    const copy = newPath();
    const before = connect();
    await openStore(before).step('chat', chatOf('a', 'kept'));
    before.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    copyFileSync(path, copy);
    const { cursor } = await openStore(before).step('chat', chatOf('b', 'lost with the newer file'));
    before.close();
    removeDatabase(path);
    copyFileSync(copy, path);
    removeDatabase(copy);

    const store = openStore(connect());
    expect(await store.session('b')).toBeUndefined();
    await store.step('establish', establishOf('c'), 'turn');
    const events = await eventsSince(store, cursor);
    expect(
      events.map(({ conversationId }) => conversationId),
      'what is stored from then on',
    ).toEqual(['c']);
  });

  it('knows the cursors of another one as none of its own', async () => {
    const [one, other] = [1, 2].map(() => openStore(databaseFile(Database).connect()));
    const { cursor } = await (one as DeskStore).sessions(inNoList);
    const events = (other as DeskStore).events(cursor, AbortSignal.timeout(60_000))[Symbol.asyncIterator]();
    await expect(events.next()).rejects.toMatchObject({ kind: 'cursor' });
  });

  it('tells of what another connection wrote, for as long as somebody listens', async () => {
    const { connect } = databaseFile(Database);
    const database = sqliteDatabase(connect(), { prefix: 'gptbots_', synchronous: 'full', commandTimeoutMs: 60_000 });
    const other = openStore(connect());
    await database.events(undefined, 1);
    let news = 0;
    let heard = () => {};
    const stop = database.listen?.(() => {
      news++;
      heard();
    });
    for (const text of ['one', 'two', 'three']) {
      const before = news;
      await other.step('chat', chatOf('c', text));
      if (news === before)
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
    }
    stop?.();
    const before = news;
    await other.step('chat', chatOf('c', 'unheard'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(news).toBe(before);
  });

  it('is set up once when several open it at the same moment', async () => {
    const { connect } = databaseFile(Database);
    const stores = Array.from({ length: 5 }, () => openStore(connect()));
    const steps = stores.map((store, index) => store.step('chat', chatOf('c', `${index}`)));
    await Promise.all(steps);
    expect((await textsOf(stores[0] as DeskStore)).sort()).toEqual(['0', '1', '2', '3', '4']);
  });
});

async function textsOf(store: DeskStore, conversationId = 'c'): Promise<string[]> {
  const messages = await store.transcript(conversationId, { after: 0, limit: 100 });
  return (messages ?? []).map(({ text }) => text);
}
