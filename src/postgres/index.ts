/**
 * Sessions in Postgres.
 *
 * @example
 * import { createDesk } from 'gptbots-human/desk';
 * import { migratePostgres, postgresStore } from 'gptbots-human/postgres';
 * import { Pool } from 'pg';
 *
 * const pool = new Pool({ connectionString: process.env.DATABASE_URL });
 * await migratePostgres(pool);
 * const desk = createDesk({ client, secret, store: postgresStore(pool) });
 */

export { migratePostgres } from './migrate-postgres.ts';
export type { PostgresConnection, PostgresPool } from './postgres-pool.ts';
export { type PostgresStoreOptions, postgresStore } from './postgres-store.ts';
