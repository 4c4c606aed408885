import { PGlite } from '@electric-sql/pglite';
import { migratePostgres, type PostgresPool, postgresStore } from 'gptbots-human/postgres';
import { type MakeStore, storeContract } from 'gptbots-human/testing/store';
import { Pool } from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { play } from '../../src/testing/store/model/describe-model.ts';
import { modelRetentionMs } from '../../src/testing/store/model/plain-store.ts';
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

  describe('postgresStore with a Pool of pg, as a store,', () => {
    storeContract({ describe, it, expect }, withPg);

    it(`says the same as the rules through ${histories} random histories`, async () => {
      for (let seed = 1; seed <= histories; seed++) {
        const { open } = await withPg({ retentionMs: modelRetentionMs });
        await play(expect, seed, await open(), new Map());
      }
    });
  });

  describe('postgresStore with prepared statements, as a store,', () => {
    storeContract(
      { describe, it, expect },
      storesOn(() => {
        const pool = new Pool({ connectionString: server.url });
        return { pool, end: () => pool.end(), options: { prepare: true } };
      }),
    );
  });

  describe('postgresStore with postgres.js, as a store,', () => {
    storeContract(
      { describe, it, expect },
      storesOn(() => {
        const client = postgres(server.url, { transform: postgres.toPascal, onnotice: () => {} });
        const query = async (text: string, params: (string | null)[] = []) => ({
          rows: await client.unsafe(text, params),
        });
        return { pool: { query: query as PostgresPool['query'] }, end: () => client.end() };
      }),
    );
  });
});

describe('postgresStore with PGlite, as a store,', () => {
  storeContract(
    { describe, it, expect },
    storesOn(() => {
      const pool = new PGlite();
      return { pool, end: () => pool.close() };
    }),
  );
});

/** Stores in schemas of their own. */
function storesOn(connect: () => { pool: PostgresPool; end(): Promise<void>; options?: object }): MakeStore {
  let connected: ReturnType<typeof connect> | undefined;
  afterAll(() => connected?.end());
  return async (options) => {
    connected ??= connect();
    const { pool, options: more } = connected;
    const schema = newSchema();
    await migratePostgres(pool, { schema });
    return { open: async () => postgresStore(pool, { schema, ...more, ...options }), close: async () => {} };
  };
}
