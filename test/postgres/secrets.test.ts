import { migratePostgres, postgresStore } from 'gptbots-human/postgres';
import type { Pool } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { failureOf } from '../client/support/client.ts';
import { canaries, expectNoCanaries, setUpWithCanaries, whole } from '../desk/support/canaries.ts';
import { describeWithPostgres, startPostgresServer } from '../helpers/postgres-server.ts';
import { openPool } from './support/on-postgres.ts';

describeWithPostgres('errors and logs of a desk whose Postgres fails', () => {
  it.each([
    ['is gone', async (server: { kill(): Promise<void> }) => server.kill()],
    [
      'refuses what it is sent, and repeats it',
      async (_: unknown, pool: Pool) => {
        await pool.query(`alter table gptbots_human.messages add check (text = 'nothing') not valid`);
        await pool.query(`alter table gptbots_human.sessions add check (ref is null) not valid`);
      },
    ],
  ])('hold no text, key, secret, name or address: it %s', async (_name, fail) => {
    const server = await startPostgresServer();
    onTestFinished(() => server.stop());
    const pool = openPool(server);
    await migratePostgres(pool);
    const { desk, platform, overheard } = setUpWithCanaries({
      store: postgresStore(pool, { commandTimeoutMs: 2_000 }),
      greeting: undefined,
    });
    const visitor = await platform.visitor({ email: canaries.email, user: { phone: canaries.phone } });
    await fail(server, pool);
    expect(await visitor.say(canaries.said)).toMatchObject({ status: 503 });
    const errors = await Promise.all(
      [
        desk.reply(visitor.conversationId, canaries.reply),
        desk.close(visitor.conversationId, { farewell: canaries.farewell }),
        desk.link(visitor.conversationId, canaries.email),
      ].map(failureOf),
    );
    for (const error of errors) expect(error).toMatchObject({ kind: 'store' });
    expectNoCanaries({ ...overheard(), errors: errors.map(whole).join('\n') });
  });
});
