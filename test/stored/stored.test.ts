import { readdirSync, readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';
import { describeWithBetterSqlite3 } from '../helpers/describe-with-better-sqlite3.ts';
import { describeWithPostgres } from '../helpers/postgres-server.ts';
import { describeWithRedis } from '../helpers/redis-server.ts';
import { type EmptyDatabase, emptyPostgres, emptyRedis, emptySqlite } from './databases.ts';
import { opened, readAll } from './scenario.ts';

const folder = new URL('./', import.meta.url);
const layouts = readdirSync(folder).flatMap((name) => /^layout-(\d+)\.expected\.json$/.exec(name)?.[1] ?? []);
const fixture = (layout: string, name: string) =>
  JSON.parse(readFileSync(new URL(`layout-${layout}.${name}.json`, folder), 'utf8'));

describeWithRedis('what Redis was given', () => canBeRead('redis', emptyRedis));
describeWithPostgres('what Postgres was given', () => canBeRead('postgres', emptyPostgres));
describeWithBetterSqlite3('what SQLite was given', () => canBeRead('sqlite', emptySqlite));

function canBeRead(name: string, empty: () => Promise<EmptyDatabase>): void {
  it.each(layouts)('by the version with layout %s is read, and goes on', async (layout) => {
    const database = await empty();
    onTestFinished(() => database.stop());
    await database.load(fixture(layout, name) as never);
    const store = opened(await database.store());
    onTestFinished(() => store.shutdown());
    expect(await readAll(store)).toMatchObject(fixture(layout, 'expected'));

    // The reply that was being sent ends, and the one that waited is next.
    const transcript = await store.transcript('open', { after: 0, limit: 100 });
    const seqOf = (text: string) => transcript?.find((message) => message.text === text)?.seq ?? 0;
    const outcome = { conversationId: 'open', entry: seqOf('is being sent'), turn: 'second', outcome: 'sent' } as const;
    const { work } = await store.step('settle', outcome, 'fifth');
    expect(work).toMatchObject({ entry: seqOf('waits'), turn: 'fifth' });
    for (const id of ['open', 'orphan', 'new']) {
      expect(await store.step('chat', chatOf(id, 'more'))).toMatchObject({ outcome: 'stored' });
    }
    expect(await store.step('chat', chatOf('open', 'hello'))).toMatchObject({ outcome: 'repeated' });
    expect(await store.forget({ userKey: 'user:7' })).toBe(1);
    expect(await store.find('ticket')).toBeUndefined();
  });
}
