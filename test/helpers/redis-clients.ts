import { once } from 'node:events';
import { Redis } from 'ioredis';
import { createClient, createCluster } from 'redis';
import type { RedisCluster, RedisServer } from './redis-server.ts';

// A client is told of every lost connection; tests lose them on purpose.
const ignore = () => {};

/** A connected client of node-redis, and how to end it, whatever its server does. */
export async function connectNodeRedis({ url }: RedisServer, options: { RESP?: 2 | 3 } = {}) {
  const client = createClient({ url, ...options }).on('error', ignore);
  await client.connect();
  return { client, quit: async () => (client.isOpen ? client.destroy() : undefined) };
}

/** Likewise for a cluster. */
export async function connectNodeRedisCluster({ nodes }: RedisCluster, options: { RESP?: 2 | 3 } = {}) {
  const client = createCluster({ rootNodes: nodes.map(({ url }) => ({ url })), ...options }).on('error', ignore);
  await client.connect();
  return { client, quit: async () => (client.isOpen ? client.destroy() : undefined) };
}

/** A connected client of ioredis. */
export async function connectIoredis({ host, port }: RedisServer) {
  const client = new Redis({ host, port }).on('error', ignore);
  await once(client, 'ready');
  return { client, quit: async () => client.disconnect() };
}

/** Likewise for a cluster. */
export async function connectIoredisCluster({ nodes }: RedisCluster) {
  const client = new Redis.Cluster(nodes.map(({ host, port }) => ({ host, port }))).on('error', ignore);
  await once(client, 'ready');
  return { client, quit: async () => client.disconnect() };
}
