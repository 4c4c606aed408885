import { onTestFinished } from 'vitest';
import type { RedisServer } from '../../helpers/redis-server.ts';
import type { StoreChoice } from './messages.ts';

/** A Redis for the instances of one test, ended with it. */
export async function redisOf(starting: Promise<RedisServer>) {
  const server = await starting;
  onTestFinished(() => server.stop());
  const store = (
    options: { kind?: 'redis' | 'ioredis'; leaseMs?: number; commandTimeoutMs?: number } = {},
  ): StoreChoice => ({
    kind: 'redis',
    ports: [server.port],
    leaseMs: 10_000,
    commandTimeoutMs: 60_000,
    ...options,
  });
  return { server, store };
}
