import { randomUUID } from 'node:crypto';
import type { DeskStore } from 'gptbots-human/desk';
import { migratePostgres, type PostgresPool, type PostgresStoreOptions, postgresStore } from 'gptbots-human/postgres';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/internal/clock.ts';
import { times } from '../../../src/testing/store/contract/set-up.ts';

/** A name for a schema of its own. */
export function newSchema(): string {
  return `desk_${randomUUID().replaceAll('-', '')}`;
}

/** A store on the time of Postgres, in a schema that is made when there is none; shut down with its test. */
export async function openStore(
  pool: PostgresPool,
  options: PostgresStoreOptions = {},
): Promise<{ store: DeskStore; schema: string }> {
  const schema = options.schema ?? newSchema();
  await migratePostgres(pool, { schema });
  const store = postgresStore(pool, { ...options, schema });
  store.open({ ...times, clock: systemClock });
  onTestFinished(() => store.shutdown());
  return { store, schema };
}
