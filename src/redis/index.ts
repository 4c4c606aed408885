/**
 * Sessions in Redis, for a desk of several instances.
 *
 * @example
 * import { createDesk } from 'gptbots-human/desk';
 * import { redisStore } from 'gptbots-human/redis';
 * import { createClient } from 'redis';
 *
 * const redis = await createClient({ url: process.env.REDIS_URL }).connect();
 * const desk = createDesk({ client, secret, store: redisStore(redis) });
 */
export type {
  IoRedisClient,
  NodeRedisClient,
  NodeRedisCluster,
  NodeRedisCommandOptions,
  NodeRedisSentinel,
  RedisClient,
} from './redis-client.ts';
export { type RedisStoreOptions, redisStore } from './redis-store.ts';
