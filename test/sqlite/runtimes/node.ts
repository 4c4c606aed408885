import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { chatOf } from '../../../src/testing/store/contract/set-up.ts';
import { openStore } from '../support/open-store.ts';
import { describeOwnSqlite } from './suite.ts';

describeOwnSqlite('node:sqlite', 'DatabaseSync');

describe('a DatabaseSync', () => {
  const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite');

  it('may have been told to give rows as lists, and numbers as bigints', async () => {
    const store = openStore(new DatabaseSync(':memory:', { readBigInts: true, returnArrays: true }));
    await store.step('chat', chatOf('c', 'hello'));
    expect(await store.session('c')).toMatchObject({ version: 2, state: 'waiting' });
    const { sessions } = await store.sessions({ limit: 1 });
    expect(sessions).toEqual([await store.session('c')]);
  });

  it('that was closed is named as that', async () => {
    const connection = new DatabaseSync(':memory:');
    const store = openStore(connection);
    await store.step('chat', chatOf('c', 'hello'));
    connection.close();
    await expect(store.session('c')).rejects.toMatchObject({
      kind: 'store',
      message: expect.stringMatching(/is closed/),
    });
  });
});
