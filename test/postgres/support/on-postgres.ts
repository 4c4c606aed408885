import { Pool, type PoolConfig } from 'pg';
import { beforeAll, onTestFinished } from 'vitest';
import { describeWithPostgres, type PostgresServer, startPostgresServer } from '../../helpers/postgres-server.ts';

/** The Postgres of a suite. */
export interface SuitesPostgres {
  /** Once its tests run. */
  readonly url: string;
  /** A pool that ends with its test. */
  openPool(options?: PoolConfig): Pool;
}

/** A suite with one Postgres for all its tests. */
export function describeOnPostgres(name: string, body: (postgres: SuitesPostgres) => void): void {
  describeWithPostgres(name, () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgresServer();
      return () => server.stop();
    });
    body({
      get url() {
        return server.url;
      },
      openPool: (options) => openPool(server, options),
    });
  });
}

/** A pool that ends with its test. It hears of each connection that a server ends; tests end them on purpose. */
export function openPool({ url }: { url: string }, options: PoolConfig = {}): Pool {
  const pool = new Pool({ connectionString: url, ...options });
  pool.on('error', () => {});
  onTestFinished(() => pool.end());
  return pool;
}
