import { type RedisClient, redisStore } from 'gptbots-human/redis';
import { afterAll, beforeAll } from 'vitest';
import { describeModel } from '../desk/model/describe-model.ts';
import { connectIoredis, connectNodeRedis } from '../helpers/redis-clients.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';

describeWithRedis('Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
    return () => server.stop();
  });

  describeModelOn('redisStore with node-redis', () => connectNodeRedis(server));
  describeModelOn('redisStore with ioredis', () => connectIoredis(server));
});

function describeModelOn(name: string, connect: () => Promise<{ client: RedisClient; quit(): Promise<void> }>): void {
  let connected: Awaited<ReturnType<typeof connect>> | undefined;
  let stores = 0;
  const make = async (options: object | undefined) => {
    connected ??= await connect();
    return {
      store: redisStore(connected.client, { prefix: `${name} ${stores++}`, ...options }),
      close: async () => {},
    };
  };
  describeModel(name, make, 300);
  afterAll(() => connected?.quit());
}
