import { once } from 'node:events';
import type { RedisClient } from 'gptbots-human/redis';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';
import { connectNodeRedis } from '../helpers/redis-clients.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';
import { following } from './support/following.ts';
import { openStore } from './support/open-store.ts';
import { openTunnel } from './support/tunnel.ts';

const clients: [string, (port: number) => Promise<RedisClient>][] = [
  [
    'node-redis',
    async (port) => {
      const client = createClient({ url: `redis://127.0.0.1:${port}` }).on('error', () => {});
      await client.connect();
      onTestFinished(() => client.destroy());
      return client;
    },
  ],
  [
    'ioredis',
    async (port) => {
      const client = new Redis(port).on('error', () => {});
      await once(client, 'ready');
      onTestFinished(() => client.disconnect());
      return client;
    },
  ],
];

describeWithRedis('events in Redis are heard of', () => {
  let server: RedisServer;
  beforeEach(async () => {
    server = await startRedisServer();
    // The last of all that is undone.
    onTestFinished(() => server.stop());
  });

  it.each(clients)('when the connection they come over is dead and nobody says so: %s', async (_name, connect) => {
    const tunnel = await openTunnel(server.port);
    const { store, prefix } = openStore(await connect(tunnel.port));
    const other = openStore(await connect(server.port), { prefix }).store;
    const { cursor } = await other.step('chat', chatOf('c', 'first'));
    const follower = following(store, cursor);
    await expect.poll(() => tunnel.having('XREAD')).toHaveLength(1);
    const [dead] = tunnel.having('XREAD');
    if (dead) dead.swallows = true;
    await other.step('chat', chatOf('c', 'second'));
    await expect.poll(follower.texts).toEqual(['second']);
    const alive = () => tunnel.having('XREAD').filter(({ swallows }) => !swallows);
    // Another one is made.
    await expect.poll(alive).toHaveLength(1);
    await other.step('chat', chatOf('c', 'third'));
    await expect.poll(follower.texts).toEqual(['second', 'third']);
  });

  it('by all who follow when their client has given up, and was connected again', async () => {
    const reconnectStrategy = (retries: number) => (retries > 1 ? new Error('gave up') : 10);
    const client = createClient({ url: server.url, socket: { reconnectStrategy } }).on('error', () => {});
    await client.connect();
    onTestFinished(() => client.destroy());
    const { store, prefix } = openStore(client);
    const { cursor } = await store.step('chat', chatOf('c', 'first'));
    const before = following(store, cursor);
    await store.step('chat', chatOf('c', 'second'));
    await expect.poll(before.texts).toEqual(['second']);
    await server.kill();
    await expect.poll(() => client.isOpen).toBe(false);
    await server.start();
    await client.connect();
    const after = following(store, (await store.sessions({ limit: 1 })).cursor);
    const { client: another, quit } = await connectNodeRedis(server);
    onTestFinished(quit);
    await openStore(another, { prefix }).store.step('chat', chatOf('c', 'third'));
    await expect.poll(after.texts).toEqual(['third']);
    // All was lost with the server: whoever follows is told.
    await expect(before.ended).rejects.toMatchObject({ kind: 'cursor' });
  });
});
