import { createRequire } from 'node:module';
import { type DeskStore, memoryStore } from 'gptbots-human/desk';
import type { OpenBetterSqlite3 } from '../../../helpers/installed-better-sqlite3.ts';

/** A store of a program, and how to let go of it. */
export interface OpenStore {
  store: DeskStore;
  disconnect(): Promise<void>;
}

/** What a program may want to be other than usual. */
export interface StoreSetup {
  /** @default what the bench said */
  kind?: string | undefined;
  url?: string | undefined;
  eventsMax?: number | undefined;
}

/** Opens a store where the bench has said. Packages are loaded only where they are measured. */
export async function openStore({
  kind = process.env.BENCH_STORE,
  url = process.env.BENCH_URL ?? '',
  eventsMax,
}: StoreSetup = {}): Promise<OpenStore> {
  switch (kind) {
    case 'redis': {
      const [{ createClient }, { redisStore }] = await Promise.all([import('redis'), import('gptbots-human/redis')]);
      const client = createClient({ url });
      await client.connect();
      return { store: redisStore(client, { eventsMax }), disconnect: () => client.close() };
    }
    case 'postgres': {
      const { migratePostgres, postgresStore } = await import('gptbots-human/postgres');
      const pool = await openPool(url);
      await migratePostgres(pool);
      return { store: postgresStore(pool, { eventsMax, prepare: true }), disconnect: () => pool.end() };
    }
    case 'sqlite': {
      const { sqliteStore } = await import('gptbots-human/sqlite');
      const database = openSqlite(url);
      const store = sqliteStore(database, { eventsMax, synchronous });
      return { store, disconnect: async () => void database.close() };
    }
    default:
      return { store: memoryStore({ eventsMax }), disconnect: async () => {} };
  }
}

/** How sure SQLite makes of what it writes; the store's own default, unless the bench says otherwise. */
export const synchronous = process.env.BENCH_SYNCHRONOUS === 'normal' ? 'normal' : 'full';

/** A pool of `pg` with its own defaults. */
export async function openPool(connectionString: string) {
  const { Pool } = (await import('pg')).default;
  return new Pool({ connectionString });
}

/** A file of better-sqlite3, from where the bench has it. */
export function openSqlite(path: string) {
  // What it is, as far as it is used.
  const Database = createRequire(process.env.BENCH_BETTER_SQLITE3 ?? '')('better-sqlite3') as OpenBetterSqlite3;
  return new Database(path);
}
