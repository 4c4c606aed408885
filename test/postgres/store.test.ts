import { PGlite } from '@electric-sql/pglite';
import { migratePostgres, type PostgresPool, postgresStore } from 'gptbots-human/postgres';
import type { MakeStore } from 'gptbots-human/testing/store';
import { Pool } from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresDatabase } from '../../src/postgres/postgres-database.ts';
import { play } from '../../src/testing/store/model/describe-model.ts';
import { modelRetentionMs } from '../../src/testing/store/model/plain-store.ts';
import { describeStore } from '../desk/store-contract.ts';
import { describeWithPostgres, type PostgresServer, startPostgresServer } from '../helpers/postgres-server.ts';
import { newSchema } from './support/open-store.ts';

const histories = 200;

describeWithPostgres('one Postgres', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer();
    return () => server.stop();
  });

  const withPg = storesOn(() => {
    const pool = new Pool({ connectionString: server.url });
    return { pool, end: () => pool.end() };
  });

  describeStore('postgresStore with a Pool of pg', withPg);

  it(`postgresStore says the same as the rules through ${histories} random histories`, async () => {
    for (let seed = 1; seed <= histories; seed++) {
      const { open } = await withPg({ retentionMs: modelRetentionMs });
      await play(expect, seed, await open(), new Map());
    }
  });

  describeStore(
    'postgresStore with prepared statements',
    storesOn(() => {
      const pool = new Pool({ connectionString: server.url });
      return { pool, end: () => pool.end(), options: { prepare: true } };
    }),
  );

  describeStore(
    'postgresStore with postgres.js',
    storesOn(() => {
      const client = postgres(server.url, { transform: postgres.toPascal, onnotice: () => {} });
      const query = async (text: string, params: (string | null)[] = []) => ({
        rows: await client.unsafe(text, params),
      });
      return { pool: { query: query as PostgresPool['query'] }, end: () => client.end() };
    }),
  );
});

describeStore(
  'postgresStore with PGlite',
  storesOn(() => {
    const pool = new PGlite();
    return { pool, end: () => pool.close() };
  }),
);

/** Stores in schemas of their own. */
function storesOn(connect: () => { pool: PostgresPool; end(): Promise<void>; options?: object }): MakeStore {
  let connected: ReturnType<typeof connect> | undefined;
  afterAll(() => connected?.end());
  return async (options) => {
    connected ??= connect();
    const { pool, options: more } = connected;
    const schema = newSchema();
    await migratePostgres(pool, { schema });
    const database = new PostgresDatabase({ pool, schema, notify: false, prepare: false, ...more });
    return { database, open: async () => postgresStore(pool, { schema, ...more, ...options }), close: async () => {} };
  };
}
