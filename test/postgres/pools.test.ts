import { GptBotsHumanClient } from 'gptbots-human';
import type { PostgresPool } from 'gptbots-human/postgres';
import type { Pool } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { openDesk } from '../../examples/stores/postgres.ts';
import { withPostgresJs } from '../../examples/stores/postgres-js.ts';
import { systemClock } from '../../src/internal/clock.ts';
import { chatOf, establishOf, outcomeOf, times } from '../../src/testing/store/contract/set-up.ts';
import { describeOnPostgres } from './support/on-postgres.ts';
import { openStore } from './support/open-store.ts';

/** A session from its start to its end, as other instances hear of it. */
async function expectToWork(pool: PostgresPool, options: object = {}) {
  const { store, schema } = await openStore(pool, options);
  const { store: other } = await openStore(pool, { ...options, schema });
  const { cursor } = await store.sessions({ limit: 1 });
  await store.step('establish', establishOf('c', { lines: [{ id: 'l', from: 'user', text: 'help' }] }));
  await Promise.all(
    Array.from({ length: 10 }, (_, index) => (index % 2 ? store : other).step('chat', chatOf('c', `${index}`))),
  );
  const { work } = await store.step(
    'reply',
    { conversationId: 'c', id: 'r', text: 'hi', agent: { id: 'ann' } },
    'turn',
  );
  await store.step('settle', outcomeOf(work, 'sent'), 'turn');
  await store.step('close', { conversationId: 'c', type: 'USER_CLOSED' });
  const types: string[] = [];
  for await (const { type } of other.events(cursor, AbortSignal.timeout(60_000))) {
    types.push(type);
    if (type === 'closed') break;
  }
  expect(types.toSorted().join(' ')).toBe(`closed connected ${'message '.repeat(11)}opened settled`);
  expect(await other.forget({ conversationId: 'c' })).toBe(1);
  await store.sweep();
  expect(await store.session('c')).toBeUndefined();
}

describeOnPostgres('postgresStore', (server) => {
  it('needs no connection twice, as behind a PgBouncer in transaction mode', async () => {
    const pool = server.openPool({ maxUses: 1 });
    await expectToWork({ query: pool.query.bind(pool) as Pool['query'] });
  });

  it('sends no named statement, unless it is told to prepare them', async () => {
    const pool = server.openPool({ max: 2 });
    const named = async () => (await pool.query('select name from pg_prepared_statements')).rows.length;
    await expectToWork(pool, { notify: false });
    expect(await named()).toBe(0);
    await expectToWork(pool, { notify: false, prepare: true });
    expect(await named()).toBeGreaterThan(0);
  });

  it('reads answers whatever pg was told to make of them', async () => {
    const types = { getTypeParser: () => (text: string) => text };
    await expectToWork(server.openPool({ types }));
  });

  it('works with a Pool of pg, as the guide has it', async () => {
    const client = new GptBotsHumanClient({ apiKey: 'none' });
    const { desk, close } = await openDesk(client, 'secret', server.url);
    expect(await desk.sessions()).toMatchObject({ sessions: [] });
    await close();
  });

  it('works with postgres.js, as the guide has it', async () => {
    const { store, close } = await withPostgresJs(server.url);
    onTestFinished(close);
    store.open({ ...times, clock: systemClock });
    onTestFinished(() => store.shutdown());
    expect(await store.step('chat', chatOf('c', 'hello'))).toMatchObject({ outcome: 'stored' });
    expect(await store.session('c')).toMatchObject({ userMessages: 1 });
  });
});
