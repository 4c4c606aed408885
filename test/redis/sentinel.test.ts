import { once } from 'node:events';
import { Redis } from 'ioredis';
import { Redis as Redis5 } from 'ioredis-5';
import { createSentinel } from 'redis';
import { createSentinel as createSentinel5 } from 'redis-5';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { redisStore } from '../../src/redis/index.ts';
import { describeWithRedis, startRedisServer } from '../helpers/redis-server.ts';
import { expectHandoff } from './support/handoff.ts';
import { startSentinel } from './support/sentinel.ts';

const name = 'desk';

describeWithRedis('a desk on a Redis that a Sentinel names', () => {
  let sentinel: Awaited<ReturnType<typeof startSentinel>>;
  beforeAll(async () => {
    const server = await startRedisServer();
    sentinel = await startSentinel(server);
    return async () => {
      sentinel.stop();
      await server.stop();
    };
  });

  const node = () => ({ host: sentinel.host, port: sentinel.port });

  it.each([
    ['node-redis', createSentinel],
    // Alike, but for types that nothing here depends on.
    ['node-redis 5', createSentinel5 as unknown as typeof createSentinel],
  ])('works with %s', async (of, create) => {
    const client = create({ name, sentinelRootNodes: [node()] }).on('error', () => {});
    await client.connect();
    onTestFinished(() => client.destroy());
    await expectHandoff(client, { prefix: of });
    expect(client.isOpen, 'the client stays its owner’s').toBe(true);
  });

  it.each([
    ['ioredis', () => new Redis({ name, sentinels: [node()] })],
    ['ioredis 5', () => new Redis5({ name, sentinels: [node()] })],
  ])('works with %s', async (of, create) => {
    const client = create().on('error', () => {});
    await once(client, 'ready');
    onTestFinished(() => client.disconnect());
    await expectHandoff(client, { prefix: of });
  });

  it('says what to pass instead of a lease of a client', async () => {
    const client = await createSentinel({ name, sentinelRootNodes: [node()] }).connect();
    onTestFinished(() => client.destroy());
    const lease = await client.acquire();
    onTestFinished(() => void lease.release());
    // What JavaScript lets through.
    expect(() => redisStore(lease as unknown as typeof client)).toThrow(/createSentinel\(\)/);
  });
});
