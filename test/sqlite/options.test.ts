import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { type SqliteConnection, sqliteStore } from 'gptbots-human/sqlite';
import { expect, it } from 'vitest';
import { describeWithBetterSqlite3 } from '../helpers/describe-with-better-sqlite3.ts';

describeWithBetterSqlite3('sqliteStore', (Database) => {
  const answersLater = {
    exec() {},
    prepare: () => ({ run() {}, all() {}, get: () => Promise.resolve({ answer: 7 }) }),
  };
  const closed = new Database(':memory:');
  closed.close();

  const noDatabase: [string, unknown][] = [
    ['a path', 'desk.db'],
    ['nothing', undefined],
    ['the class itself', Database],
    ['a pool of Postgres', { query() {}, connect() {} }],
    ['a package that answers later', answersLater],
    ['one that is closed', closed],
  ];

  it.each(noDatabase)('says what it expects when it is given %s', (_what, given) => {
    // Whoever writes JavaScript may pass anything.
    expect(() => sqliteStore(given as SqliteConnection)).toThrow(
      expect.objectContaining({
        kind: 'input',
        message: expect.stringMatching(/database: expected an open database.*better-sqlite3.*node:sqlite/),
      }),
    );
  });

  const wrong: [object, RegExp][] = [
    [{ prefix: '' }, /prefix/],
    [{ prefix: 'my desk' }, /prefix/],
    [{ prefix: 'desk"; DROP TABLE x; --' }, /prefix/],
    [{ prefix: '1desk' }, /prefix/],
    [{ prefix: 'sqlite_desk' }, /prefix/],
    [{ synchronous: 'off' }, /synchronous/],
    [{ commandTimeoutMs: 0 }, /commandTimeoutMs/],
    [{ eventsMax: 0 }, /eventsMax/],
    [{ retentionMs: -1 }, /retentionMs/],
    [{ retentionMS: 1 }, /retentionMS/],
  ];

  it.each(wrong)('refuses %j, and names the option', (options, name) => {
    expect(() => sqliteStore(new Database(':memory:'), options)).toThrow(
      expect.objectContaining({ kind: 'input', message: expect.stringMatching(name) }),
    );
  });

  it('writes nothing before the desk is used', () => {
    const connection = new Database(':memory:');
    const client = new GptBotsHumanClient({ apiKey: 'test' });
    createDesk({ client, secret: 'secret', store: sqliteStore(connection) });
    expect(connection.prepare('SELECT name FROM sqlite_master').all()).toEqual([]);
  });
});
