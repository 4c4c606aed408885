import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';
import { redisCommand } from '../helpers/redis-command.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';
import { packages } from './support/clients.ts';
import { following } from './support/following.ts';
import { openStore } from './support/open-store.ts';
import { rejection } from './support/rejection.ts';

describeWithRedis('the connections of a Redis store', () => {
  let server: RedisServer;
  beforeEach(async () => {
    server = await startRedisServer();
    // The last of all that is undone.
    onTestFinished(() => server.stop());
  });

  // The one that asks is not counted.
  const connections = async () => {
    const list = (await redisCommand(server.port, 'CLIENT', 'LIST')).trim().split('\n');
    return list.filter((line) => !line.includes('cmd=client|list'));
  };
  const blocked = async () => (await connections()).filter((line) => line.includes('cmd=xread'));

  describe.each(packages)('with $name', ({ connect }) => {
    it('are none of its own until events are followed, then one for all who follow, closed at shutdown', async () => {
      const { client, send } = await connect(server);
      const { store } = openStore(client);
      const { cursor } = await store.step('chat', chatOf('c', 'one'));
      expect(await connections()).toHaveLength(1);
      const followers = [1, 2, 3].map(() => following(store, cursor));
      await expect.poll(blocked).toHaveLength(1);
      expect(await connections()).toHaveLength(2);
      await store.step('chat', chatOf('c', 'two'));
      for (const { texts } of followers) await expect.poll(texts).toEqual(['two']);
      await store.shutdown();
      await expect.poll(connections).toHaveLength(1);
      expect(await send('PING'), 'the client stays its owner’s').toBe('PONG');
    });

    it('are not held up by the one that waits for events', async () => {
      const { store } = openStore((await connect(server)).client, { commandTimeoutMs: 4_000 });
      const { cursor } = await store.step('chat', chatOf('c', 'one'));
      following(store, cursor);
      await expect.poll(blocked).toHaveLength(1);
      // A chat that the read held up would be too late.
      for (let index = 0; index < 20; index++) await store.step('chat', chatOf('c', `${index}`));
      expect(await store.session('c')).toMatchObject({ userMessages: 21 });
    });

    it.each([
      { outage: 'dead', begin: () => server.kill() },
      { outage: 'stopped', begin: async () => void process.kill(server.pid, 'SIGSTOP') },
    ])('are let go at shutdown also when Redis is $outage', async ({ begin }) => {
      const { store } = openStore((await connect(server)).client, { commandTimeoutMs: 300 });
      const { cursor } = await store.step('chat', chatOf('c', 'one'));
      following(store, cursor);
      await expect.poll(blocked).toHaveLength(1);
      await begin();
      // Then the connection knows it, too.
      expect(await rejection(store.session('c'))).toMatchObject({ kind: 'store' });
      // A client may give a connection two seconds to end.
      const tooLate = new Promise((resolve) => setTimeout(resolve, 60_000, 'not after a minute'));
      const done = store.shutdown().then(() => 'shut down');
      expect(await Promise.race([done, tooLate])).toBe('shut down');
    });
  });
});
