import { expect, it, onTestFinished } from 'vitest';
import { PostgresDatabase } from '../../src/postgres/postgres-database.ts';
import { chatOf, eventsSince } from '../../src/testing/store/contract/set-up.ts';
import { failureOf } from '../client/support/client.ts';
import { eventually } from '../helpers/eventually.ts';
import {
  describeWithPostgres,
  promote,
  startPostgresServer,
  startPostgresStandby,
} from '../helpers/postgres-server.ts';
import { eventsOf, openDatabase, readOn, writeOf } from './support/database.ts';
import { openPool } from './support/on-postgres.ts';
import { openStore } from './support/open-store.ts';

describeWithPostgres('a server of Postgres', () => {
  const start = async (options?: Parameters<typeof startPostgresServer>[0]) => {
    const server = await startPostgresServer(options);
    onTestFinished(() => server.stop());
    return server;
  };

  it('that crashed and came back has all that was stored, and can be followed on', async () => {
    const server = await start({ isDurable: true });
    const { store } = await openStore(openPool(server));
    const { cursor } = await store.step('chat', chatOf('c', 'before'));
    await store.step('chat', chatOf('c', 'between'));
    await server.kill();
    const error = await failureOf(store.step('chat', chatOf('c', 'while it is away')));
    expect(error).toMatchObject({ kind: 'store' });
    await server.start();
    await eventually(() => store.step('chat', chatOf('c', 'after')));
    const texts = (await eventsSince(store, cursor)).map((event) => 'message' in event && event.message.text);
    expect(texts).toEqual(['between', 'after']);
  });

  it('that took over without the newest changes: who follows gets all that is stored from then on', async () => {
    const first = await start();
    const { database, schema } = await openDatabase(openPool(first));
    const begin = await database.oldest();
    await database.commit(writeOf('c', '1', { events: eventsOf('c', 'on both') }));
    const second = await startPostgresStandby(first);
    onTestFinished(() => second.stop());
    const standby = openPool(second);
    await eventually(async () => expect((await standby.query(`select from ${schema}.events`)).rowCount).toBe(1));
    // From here on it is cut off.
    await standby.query("alter system set primary_conninfo = ''");
    await standby.query('select pg_reload_conf()');
    await eventually(async () =>
      expect((await openPool(first).query('select from pg_stat_replication')).rowCount).toBe(0),
    );
    for (let count = 0; count < 20; count++) {
      await database.commit(writeOf(`lost ${count}`, '1', { events: eventsOf('c', `lost ${count}`) }));
    }
    const { position } = await readOn(database, begin);
    await first.kill();
    await promote(second);

    const now = new PostgresDatabase({ pool: openPool(second), schema, notify: false, prepare: false });
    // Their transactions have the ids of those that were lost.
    const texts = Array.from({ length: 5 }, (_, count) => `new ${count}`);
    for (const text of texts) {
      expect(await now.commit(writeOf(text, '1', { events: eventsOf('c', text) }))).toHaveProperty('position');
    }
    expect((await readOn(now, position)).texts).toEqual(texts);
    expect((await readOn(now, begin)).texts).toEqual(['on both', ...texts]);
  });

  it('that no longer takes writes is left: a write that it refused is made on another connection', async () => {
    const server = await start();
    const pool = openPool(server, { max: 1 });
    const { store } = await openStore(pool);
    const pid = async () => (await pool.query('select pg_backend_pid() as pid')).rows[0]?.pid;
    await store.step('chat', chatOf('c', 'hello'));
    const before = await pid();
    await pool.query('set default_transaction_read_only = on');
    expect(await store.step('chat', chatOf('c', 'refused at first'))).toMatchObject({ outcome: 'stored' });
    expect(await pid()).not.toBe(before);
  });

  it('may run every transaction as serializable', async () => {
    const server = await start({ config: { default_transaction_isolation: 'serializable' } });
    const pool = openPool(server);
    const { store, schema } = await openStore(pool);
    const { store: other } = await openStore(openPool(server), { schema });
    const chats = Array.from({ length: 40 }, (_, index) =>
      (index % 2 ? store : other).step('chat', chatOf('c', `${index}`)),
    );
    expect((await Promise.all(chats)).map(({ outcome }) => outcome)).toEqual(chats.map(() => 'stored'));
    expect(await store.session('c')).toMatchObject({ userMessages: 40 });
  });
});
