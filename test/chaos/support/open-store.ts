import { createRequire } from 'node:module';
import { type DeskStore, memoryStore } from 'gptbots-human/desk';
import { postgresStore } from 'gptbots-human/postgres';
import { type RedisClient, redisStore } from 'gptbots-human/redis';
import { sqliteStore } from 'gptbots-human/sqlite';
import { Cluster, Redis } from 'ioredis';
import { Pool } from 'pg';
import { createClient, createCluster } from 'redis';
import type { RedisClientKind, SqliteChoice, StoreChoice } from './messages.ts';

interface OpenStore {
  store: DeskStore;
  /** Closes its client. */
  leave(): unknown;
}

/** Opens the store of an instance. */
export async function openStore(choice: StoreChoice): Promise<OpenStore> {
  if (choice.kind === 'memory') return { store: memoryStore(), leave() {} };
  if (choice.kind === 'sqlite') return openSqlite(choice);
  if (choice.kind === 'postgres') return openPostgres(choice);
  const { kind, ports, leaseMs, commandTimeoutMs } = choice;
  const { client, leave } = await clients[kind](ports);
  return { store: redisStore(client, { prefix: 'chaos', leaseMs, commandTimeoutMs }), leave };
}

function openSqlite({ path, installed, ...options }: SqliteChoice): OpenStore {
  const Database = createRequire(installed)('better-sqlite3');
  const database = new Database(path);
  const { kind: _, ...others } = options;
  return { store: sqliteStore(database, others), leave: () => database.close() };
}

function openPostgres({ url, kind: _, ...options }: Extract<StoreChoice, { kind: 'postgres' }>): OpenStore {
  const pool = new Pool({ connectionString: url });
  pool.on('error', ignore);
  return { store: postgresStore(pool, options), leave: () => pool.end() };
}

const host = '127.0.0.1';
const url = (port = 0) => `redis://${host}:${port}`;

// Both clients report that Redis is away; without a listener that would end the process.
const ignore = () => {};

const clients: Record<RedisClientKind, (ports: number[]) => Promise<{ client: RedisClient; leave(): void }>> = {
  async redis([port]) {
    const client = createClient({ url: url(port) });
    client.on('error', ignore);
    await client.connect();
    return { client, leave: () => client.destroy() };
  },
  async ioredis([port]) {
    const client = new Redis({ host, port: port ?? 0 });
    client.on('error', ignore);
    return { client, leave: () => client.disconnect() };
  },
  async 'redis cluster'(ports) {
    const client = createCluster({ rootNodes: ports.map((port) => ({ url: url(port) })) });
    client.on('error', ignore);
    await client.connect();
    return { client, leave: () => client.destroy() };
  },
  async 'ioredis cluster'(ports) {
    const client = new Cluster(ports.map((port) => ({ host, port })));
    client.on('error', ignore);
    return { client, leave: () => client.disconnect() };
  },
};
