import { beforeAll, describe, expect, it } from 'vitest';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';
import { redisCommand } from '../helpers/redis-command.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';
import { callsOf } from './support/calls-of.ts';
import { packages } from './support/clients.ts';
import { openStore } from './support/open-store.ts';

describeWithRedis('a Redis that has lost the scripts', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
    return () => server.stop();
  });

  const calls = (command: string) => callsOf(server, command);

  describe.each(packages)('with $name', ({ connect }) => {
    it('is given them again, and what was asked for happens once', async () => {
      const { store } = openStore((await connect(server)).client);
      await store.step('chat', chatOf('c', 'one'));
      await redisCommand(server.port, 'SCRIPT', 'FLUSH');
      expect(await store.step('chat', chatOf('c', 'two'))).toMatchObject({ outcome: 'stored' });
      await redisCommand(server.port, 'SCRIPT', 'FLUSH');
      const steps = await Promise.all(['three', 'four', 'three'].map((text) => store.step('chat', chatOf('c', text))));
      expect(steps.map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'repeated']);
      await redisCommand(server.port, 'SCRIPT', 'FLUSH');
      const messages = await store.transcript('c', { after: 0, limit: 10 });
      expect(messages?.map(({ text }) => text)).toEqual(['one', 'two', 'three', 'four']);
    });

    it('keeps it: the text of a script is sent once, then its hash', async () => {
      const { store } = openStore((await connect(server)).client);
      await redisCommand(server.port, 'SCRIPT', 'FLUSH');
      await redisCommand(server.port, 'CONFIG', 'RESETSTAT');
      await store.step('chat', chatOf('c', 'first'));
      // One that loads, and one that commits.
      expect(await calls('eval')).toBe(2);
      const before = await calls('evalsha');
      for (let index = 0; index < 10; index++) await store.step('chat', chatOf('c', `${index}`));
      expect([await calls('eval'), await calls('evalsha')]).toEqual([2, before + 20]);
    });
  });
});
