import type { DeskStore } from 'gptbots-human/desk';
import type { PostgresPool } from 'gptbots-human/postgres';
import { Client, type Pool, type PoolClient } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { NewsListener } from '../../src/postgres/news-listener.ts';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';
import { eventually } from '../helpers/eventually.ts';
import { describeOnPostgres } from './support/on-postgres.ts';
import { newSchema, openStore } from './support/open-store.ts';

describeOnPostgres('news of changes', (server) => {
  const notificationsOf = async (channel: string) => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    onTestFinished(() => client.end());
    const heard: (string | undefined)[] = [];
    client.on('notification', ({ payload }) => heard.push(payload));
    await client.query(`listen ${channel}`);
    return { heard, settle: () => client.query('select 1') };
  };
  const firstText = async (store: DeskStore, after: string) => {
    for await (const event of store.events(after, AbortSignal.timeout(60_000))) {
      if ('message' in event) return event.message.text;
    }
    throw new Error('expected an event');
  };

  it('are told by NOTIFY on the channel of the schema, with nothing in them', async () => {
    const schema = newSchema();
    const { store } = await openStore(server.openPool(), { schema });
    const { heard } = await notificationsOf(schema);
    await store.step('chat', chatOf('c', 'hello'));
    await eventually(() => expect(heard).toEqual(['']));
    for (let count = 0; count < 20; count++) await store.step('chat', chatOf('c', `${count}`));
    await store.shutdown();
    await eventually(() => expect(heard.length).toBeGreaterThan(1));
    expect(heard.length).toBeLessThanOrEqual(21);
  });

  it('are not told when NOTIFY is turned off: changes are polled for', async () => {
    const schema = newSchema();
    const pool = server.openPool();
    const { store } = await openStore(pool, { schema, notify: false });
    const { store: other } = await openStore(server.openPool(), { schema, notify: false });
    const { heard, settle } = await notificationsOf(schema);
    const { cursor } = await store.sessions({ limit: 1 });
    const text = firstText(other, cursor);
    await store.step('chat', chatOf('c', 'hello'));
    expect(await text).toBe('hello');
    await settle();
    expect(heard).toEqual([]);
  });

  it.each([
    ['a pool that gives connections', (pool: Pool) => pool],
    ['a pool that only sends', (pool: Pool) => ({ query: pool.query.bind(pool) as Pool['query'] })],
  ])('reach another instance, with %s', async (_name, poolOf) => {
    const schema = newSchema();
    const { store } = await openStore(server.openPool(), { schema });
    const { store: other } = await openStore(poolOf(server.openPool()), { schema });
    const { cursor } = await store.sessions({ limit: 1 });
    const text = firstText(other, cursor);
    await store.step('chat', chatOf('c', 'hello'));
    expect(await text).toBe('hello');
  });

  it('are heard again after the connection was cut', async () => {
    const pool = server.openPool();
    const channel = newSchema();
    const listener = new NewsListener(pool, channel);
    onTestFinished(() => listener.close());
    let heard = 0;
    listener.listen(() => heard++);
    const listening = async () => {
      const { rows } = await pool.query(
        "select pid from pg_stat_activity where query like 'select pg_notify%' or query like $1",
        [`listen "${channel}"`],
      );
      return rows.map(({ pid }) => pid as number);
    };
    const hears = async () => {
      const before = heard;
      await pool.query("select pg_notify($1, '')", [channel]);
      await eventually(() => expect(heard).toBeGreaterThan(before));
    };
    await eventually(async () => expect(await listening()).toHaveLength(1));
    await hears();
    const [pid] = await listening();
    await pool.query('select pg_terminate_backend($1)', [pid]);
    await eventually(async () => expect((await listening()).filter((one) => one !== pid)).toHaveLength(1));
    await hears();
  });

  it('are polled for where no notification comes through, as behind a PgBouncer', async () => {
    const pool = server.openPool();
    const on = (client: PoolClient, event: string, listener: () => void) => {
      if (event === 'error') client.on(event, listener);
    };
    const deaf: Required<PostgresPool> = {
      query: pool.query.bind(pool) as Pool['query'],
      connect: async () => {
        const client = await pool.connect();
        return {
          query: client.query.bind(client) as Pool['query'],
          // Only errors are heard of, whose listener takes nothing it needs.
          on: (event: string, listener: unknown) => on(client, event, listener as () => void),
          release: client.release.bind(client),
        };
      },
    };
    const listener = new NewsListener(deaf, newSchema());
    onTestFinished(() => listener.close());
    let heard = 0;
    listener.listen(() => heard++);
    await eventually(() => expect(heard).toBeGreaterThan(14));
  });

  it('leave a pool of one connection alone', async () => {
    const schema = newSchema();
    const { store } = await openStore(server.openPool({ max: 1 }), { schema });
    const { cursor } = await store.sessions({ limit: 1 });
    const text = firstText(store, cursor);
    await store.step('chat', chatOf('c', 'hello'));
    expect(await text).toBe('hello');
    expect(await store.session('c')).toBeDefined();
  });

  it('hold no connection after the store was shut down', async () => {
    const pool = server.openPool();
    const { store } = await openStore(pool);
    const { cursor } = await store.sessions({ limit: 1 });
    const text = firstText(store, cursor);
    await store.step('chat', chatOf('c', 'hello'));
    await text;
    await store.shutdown();
    await eventually(() => expect(pool.idleCount).toBe(pool.totalCount));
  });
});
