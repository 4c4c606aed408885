import { randomUUID } from 'node:crypto';
import { type DeskStore, memoryStore } from 'gptbots-human/desk';
import { migratePostgres, postgresStore } from 'gptbots-human/postgres';
import { redisStore } from 'gptbots-human/redis';
import { sqliteStore } from 'gptbots-human/sqlite';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { describeWithPostgres, type PostgresServer, startPostgresServer } from '../../helpers/postgres-server.ts';
import { isSystem } from '../../helpers/project.ts';
import { connectNodeRedis } from '../../helpers/redis-clients.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../../helpers/redis-server.ts';
import { newSchema } from '../../postgres/support/open-store.ts';
import { newPath, removeDatabase } from '../../sqlite/support/databases.ts';

/** Gives the stores of several instances, one for each call, that all keep the same sessions. For one test. */
export type NewStore = () => Promise<DeskStore>;

/** Opens a place without sessions, and gives stores on it. */
export type OpenPlace = () => NewStore;

/** A suite about desks that has to hold on every store: `npm test` runs it in memory, `npm run test:system` on servers and in files. */
export function describeOnEachStore(name: string, suite: (openPlace: OpenPlace) => void): void {
  if (!isSystem) {
    describeInMemory(name, suite);
    return;
  }
  describeOnRedis(name, suite);
  describeOnPostgres(name, suite);
  describeOnSqlite(name, suite);
}

function describeInMemory(name: string, suite: (openPlace: OpenPlace) => void): void {
  describe(`${name}, in memory`, () => {
    suite(() => {
      const store = memoryStore();
      return async () => store;
    });
  });
}

function describeOnRedis(name: string, suite: (openPlace: OpenPlace) => void): void {
  describeWithRedis(`${name}, on Redis`, () => {
    let server: RedisServer;
    beforeAll(async () => {
      server = await startRedisServer();
    });
    afterAll(() => server.stop());
    suite(() => {
      const prefix = randomUUID();
      return async () => {
        const { client, quit } = await connectNodeRedis(server);
        onTestFinished(quit);
        return redisStore(client, { prefix });
      };
    });
  });
}

function describeOnPostgres(name: string, suite: (openPlace: OpenPlace) => void): void {
  describeWithPostgres(`${name}, on Postgres`, () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgresServer();
    });
    afterAll(() => server.stop());
    suite(() => {
      const schema = newSchema();
      return async () => {
        const pool = new Pool({ connectionString: server.url });
        onTestFinished(() => pool.end());
        await migratePostgres(pool, { schema });
        return postgresStore(pool, { schema });
      };
    });
  });
}

// Importing it installs better-sqlite3, which `npm test` has to do without.
const sqlite = isSystem ? await import('../../helpers/describe-with-better-sqlite3.ts') : undefined;

function describeOnSqlite(name: string, suite: (openPlace: OpenPlace) => void): void {
  sqlite?.describeWithBetterSqlite3(`${name}, on SQLite`, (Database) => {
    suite(() => {
      const path = newPath();
      return async () => {
        const connection = new Database(path);
        onTestFinished(() => {
          connection.close();
          removeDatabase(path);
        });
        return sqliteStore(connection);
      };
    });
  });
}
