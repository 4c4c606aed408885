import { type RedisClient, redisStore } from 'gptbots-human/redis';
import { afterAll, beforeAll } from 'vitest';
import { Keys } from '../../src/redis/keys.ts';
import { connectionOf } from '../../src/redis/redis-client.ts';
import { RedisDatabase } from '../../src/redis/redis-database.ts';
import { describeStore } from '../desk/store-contract.ts';
import {
  connectIoredis,
  connectIoredis5,
  connectIoredisCluster,
  connectNodeRedis,
  connectNodeRedis5,
  connectNodeRedisCluster,
} from '../helpers/redis-clients.ts';
import {
  describeWithRedis,
  type RedisCluster,
  type RedisServer,
  startRedisCluster,
  startRedisServer,
} from '../helpers/redis-server.ts';

describeWithRedis('one Redis server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
    return () => server.stop();
  });

  describeStoreOn('redisStore with node-redis', () => connectNodeRedis(server));
  describeStoreOn('redisStore with node-redis on RESP2', () => connectNodeRedis(server, { RESP: 2 }));
  describeStoreOn('redisStore with ioredis', () => connectIoredis(server));
  describeStoreOn('redisStore with node-redis 5', () => connectNodeRedis5(server));
  describeStoreOn('redisStore with ioredis 5', () => connectIoredis5(server));
});

describeWithRedis('a Redis cluster', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
    return () => cluster.stop();
  });

  describeStoreOn('redisStore with a cluster of node-redis', () => connectNodeRedisCluster(cluster));
  describeStoreOn('redisStore with a cluster of ioredis', () => connectIoredisCluster(cluster));
});

function describeStoreOn(name: string, connect: () => Promise<{ client: RedisClient; quit(): Promise<void> }>): void {
  let connected: Awaited<ReturnType<typeof connect>> | undefined;
  let stores = 0;
  // Another prefix for each: all tests share a server.
  describeStore(name, async (options) => {
    connected ??= await connect();
    const { client } = connected;
    const prefix = `${name} ${stores++}`;
    const database = new RedisDatabase(connectionOf(client, 3_000), new Keys(prefix));
    return { database, open: async () => redisStore(client, { prefix, ...options }), close: async () => {} };
  });
  afterAll(() => connected?.quit());
}
