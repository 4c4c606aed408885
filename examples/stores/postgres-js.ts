// With the package postgres instead of pg: four lines make a pool of it.
import { migratePostgres, type PostgresPool, postgresStore } from 'gptbots-human/postgres';
import postgres from 'postgres';

export async function withPostgresJs(url: string) {
  const client = postgres(url);
  const pool: PostgresPool = {
    // Statements have text and null as parameters, and nothing else.
    query: async (text, params) => ({ rows: await client.unsafe(text, params as (string | null)[] | undefined) }),
  };
  await migratePostgres(pool);
  return { store: postgresStore(pool), close: () => client.end() };
}
