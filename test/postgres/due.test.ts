import { Pool } from 'pg';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { until } from '../helpers/eventually.ts';
import { describeWithPostgres, type PostgresServer, startPostgresServer } from '../helpers/postgres-server.ts';
import { openDatabase, writeOf } from './support/database.ts';

describeWithPostgres('what is due', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer();
    return () => server.stop();
  });

  it('is found without a look at all that is not, by the time of the server as by one that is given', async () => {
    const pool = new Pool({ connectionString: server.url });
    onTestFinished(() => pool.end());
    const { database, schema } = await openDatabase(pool);
    await pool.query(
      `insert into ${schema}.sessions
         (conversation_id, state, orphan, bot_id, opened_at, last_message_at, wake_at, state_place, revision, head)
       select 'c' || n, case when n % 3 = 0 then 'closed' else 'waiting' end, false, '', now(), now(),
         (extract(epoch from now()) + 86400) * 1000, n, '1', '' from generate_series(1, 20000) n`,
    );
    await database.commit(writeOf('due', '1', { lists: { state: 'waiting', wakeAt: Date.now() - 1000 } }));
    const read = async () => {
      const { rows } = await pool.query(
        `select coalesce(sum(idx_tup_read), 0)::integer as read from pg_stat_all_indexes
         where schemaname = $1 and indexrelname like 'sessions%due'`,
        [schema],
      );
      return Number(rows[0]?.read);
    };
    const before = await read();
    for (const time of [undefined, Date.now()]) {
      expect(await database.due(time, 100)).toMatchObject({ conversationIds: ['due'] });
    }
    // The server counts a moment later.
    await until(async () => (await read()) > before);
    expect((await read()) - before).toBeLessThan(100);
  });
});
