import { once } from 'node:events';
import { Redis } from 'ioredis';
import { Redis as Redis5 } from 'ioredis-5';
import { createClient, createCluster } from 'redis';
import { createClient as createClient5 } from 'redis-5';
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

/** A connected client of the oldest node-redis that may be used. */
export async function connectNodeRedis5({ url }: RedisServer) {
  const client = createClient5({ url }).on('error', ignore);
  await client.connect();
  return { client, quit: async () => (client.isOpen ? client.destroy() : undefined) };
}

/** A connected client of the oldest ioredis that may be used. */
export async function connectIoredis5({ host, port }: RedisServer) {
  const client = new Redis5({ host, port }).on('error', ignore);
  await once(client, 'ready');
  return { client, quit: async () => client.disconnect() };
}
