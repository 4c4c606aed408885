import { execFileSync } from 'node:child_process';
import { memoryStore } from 'gptbots-human/desk';
import { migratePostgres, postgresStore } from 'gptbots-human/postgres';
import type { Pool } from 'pg';
import { describe, expect, it } from 'vitest';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';
import { runCommand } from '../cli/command.ts';
import { failureOf } from '../client/support/client.ts';
import { describeOnPostgres, openPool } from './support/on-postgres.ts';
import { newSchema, openStore } from './support/open-store.ts';

describeOnPostgres('migratePostgres', (server) => {
  it('may be run again, and keeps what is there', async () => {
    const pool = server.openPool();
    const { store, schema } = await openStore(pool);
    await store.step('chat', chatOf('c', 'hello'));
    await migratePostgres(pool, { schema });
    expect(await store.session('c')).toMatchObject({ userMessages: 1 });
  });

  it('may be run by eight instances at once', async () => {
    const pool = server.openPool();
    const schema = newSchema();
    await Promise.all(Array.from({ length: 8 }, () => migratePostgres(pool, { schema })));
    const { rows } = await pool.query(`select version, min_version from ${schema}.store`);
    expect(rows).toEqual([{ version: 1, min_version: 1 }]);
  });

  it('makes tables in a schema that was made for it', async () => {
    const pool = server.openPool();
    const schema = newSchema();
    await pool.query(
      `create schema ${schema}; create role ${schema} login; grant all on schema ${schema} to ${schema}`,
    );
    const own = openPool({ url: server.url.replace('postgres@', `${schema}@`) });
    const { store } = await openStore(own, { schema });
    expect(await store.step('chat', chatOf('c', 'hello'))).toMatchObject({ outcome: 'stored' });
  });

  it('that Postgres refuses says why', async () => {
    const pool = server.openPool();
    const schema = newSchema();
    await pool.query(`create role ${schema} login`);
    const own = openPool({ url: server.url.replace('postgres@', `${schema}@`) });
    await expect(migratePostgres(own, { schema })).rejects.toMatchObject({
      kind: 'store',
      message: expect.stringContaining('permission denied for database'),
    });
  });

  it('was not run: the store says what to run', async () => {
    const store = postgresStore(server.openPool(), { schema: newSchema() });
    store.open({
      waitTimeoutMs: 1,
      idleTimeoutMs: 1,
      orphanTimeoutMs: 1,
      clock: { now: Date.now, start: () => ({ cancel() {} }) },
    });
    for (const ask of [
      () => store.step('chat', chatOf('c', 'hello')),
      () => store.sweep(),
      () => store.sessions({ limit: 1 }),
      () => store.session('c'),
    ]) {
      const error = await failureOf(ask());
      expect(error).toMatchObject({ kind: 'store', delivery: 'not_sent' });
      expect(error.message).toMatch(/migratePostgres\(pool\).*npx gptbots-human sql postgres/);
    }
  });

  it('refuses tables of a newer version, and so does the store', async () => {
    const pool = server.openPool();
    const { store, schema } = await openStore(pool);
    await store.step('chat', chatOf('c', 'hello'));
    await pool.query(`update ${schema}.store set version = 7`);
    expect(await store.step('chat', chatOf('c', 'a newer version that still may be used'))).toMatchObject({
      outcome: 'stored',
    });
    await migratePostgres(pool, { schema });
    await pool.query(`update ${schema}.store set min_version = 7`);
    const newer = { kind: 'store', message: expect.stringContaining('newer version of gptbots-human') };
    await expect(store.step('chat', chatOf('c', 'again'))).rejects.toMatchObject(newer);
    await expect(migratePostgres(pool, { schema })).rejects.toMatchObject(newer);
  });

  it.each(['', 'a"b', 'a b', '1a', 'é', 'x'.repeat(64), 'public; drop table a'])(
    'takes no schema named %j',
    async (schema) => {
      const pool = server.openPool();
      expect(() => postgresStore(pool, { schema })).toThrow(expect.objectContaining({ kind: 'input' }));
      await expect(migratePostgres(pool, { schema })).rejects.toMatchObject({ kind: 'input' });
    },
  );

  it('takes a pool, and says so', () => {
    for (const pool of [undefined, null, 'postgres://', {}, memoryStore()]) {
      // Not what it takes.
      expect(() => postgresStore(pool as unknown as Pool)).toThrow(/expected a Pool of the package pg/);
    }
  });

  describe('by hand', () => {
    it('is what the command prints: psql runs it, and the function has nothing more to do', async () => {
      const pool = server.openPool();
      const schema = newSchema();
      const { exitCode, stdout } = await runCommand(['sql', 'postgres', '--schema', schema]).ended;
      expect(exitCode).toBe(0);
      for (let time = 0; time < 2; time++) {
        execFileSync('psql', ['-X', '-v', 'ON_ERROR_STOP=1', server.url], {
          input: stdout,
          stdio: ['pipe', 'pipe', 'pipe'],
        });
      }
      const { store } = await openStore(pool, { schema });
      expect(await store.step('chat', chatOf('c', 'hello'))).toMatchObject({ outcome: 'stored' });
    });

    it('is for the schema gptbots_human unless told otherwise', async () => {
      expect((await runCommand(['sql', 'postgres']).ended).stdout).toContain('create schema "gptbots_human"');
    });
  });
});
