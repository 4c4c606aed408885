import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';
import { redisCommand } from '../helpers/redis-command.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';
import { packages } from './support/clients.ts';
import { openStore } from './support/open-store.ts';

describeWithRedis('a Redis that is full', () => {
  let server: RedisServer;
  beforeEach(async () => {
    server = await startRedisServer();
    // The last of all that is undone.
    onTestFinished(() => server.stop());
  });

  describe.each(packages)('with $name', ({ connect }) => {
    it('refuses what is new, but forgets what is old enough, and then takes what is new again', async () => {
      const { client } = await connect(server);
      const { store, prefix } = openStore(client, { retentionMs: 1 });
      // Those in a line before the closed ones: their time is up, too.
      const waiting = openStore(client, { prefix }, { waitTimeoutMs: 1, idleTimeoutMs: 1, orphanTimeoutMs: 1 }).store;
      for (let index = 0; index < 150; index++) await waiting.step('chat', chatOf(`open ${index}`, 'hello'));
      for (let index = 0; index < 50; index++) {
        await store.step('chat', chatOf(`c${index}`, 'x'.repeat(10_000)));
        await store.step('close', { conversationId: `c${index}`, type: 'USER_CLOSED' });
      }
      const used = Number(/used_memory:(\d+)/.exec(await redisCommand(server.port, 'INFO', 'memory'))?.[1]);
      await redisCommand(server.port, 'CONFIG', 'SET', 'maxmemory', `${used - 100_000}`);
      await expect(store.step('chat', chatOf('new', 'hello'))).rejects.toMatchObject({ kind: 'store' });
      await expect
        .poll(async () => {
          await store.sweep();
          return (await store.sessions({ state: 'closed', limit: 1 })).sessions;
        })
        .toEqual([]);
      expect(await store.step('chat', chatOf('new', 'hello'))).toMatchObject({ outcome: 'stored' });
    });
  });
});
