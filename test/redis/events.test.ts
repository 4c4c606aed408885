import type { DeskStore } from 'gptbots-human/desk';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { chatOf } from '../desk/store-contract/set-up.ts';
import { redisCommand } from '../helpers/redis-command.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';
import { packages } from './support/clients.ts';
import { following } from './support/following.ts';
import { openStore } from './support/open-store.ts';
import { rejection } from './support/rejection.ts';

describeWithRedis('the events of a Redis store', () => {
  let server: RedisServer;
  beforeEach(async () => {
    server = await startRedisServer({ config: ['--appendonly', 'yes', '--appendfsync', 'always'] });
    // The last of all that is undone.
    onTestFinished(() => server.stop());
  });

  describe.each(packages)('with $name', ({ connect }) => {
    it('survive lost connections, missing and doubling nothing', async () => {
      const { client } = await connect(server);
      const { store, prefix } = openStore(client);
      const other = openStore((await connect(server)).client, { prefix });
      const { cursor } = await store.chat(chatOf('c', 'first'));
      const follower = following(store, cursor);
      const expected: string[] = [];
      // Each is stored once, and until it is.
      const write = async (text: string) => {
        expected.push(text);
        const store = async () => (await other.store.chat(chatOf('c', text))).outcome;
        await expect.poll(() => store().catch(({ kind }) => kind)).toMatch(/stored|repeated/);
      };
      await write('before');
      await redisCommand(server.port, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await write('after the connections were closed');
      await server.kill();
      await server.start();
      for (let index = 0; index < 20; index++) await write(`after a crash ${index}`);
      process.kill(server.pid, 'SIGSTOP');
      process.kill(server.pid, 'SIGCONT');
      await write('last');
      await expect.poll(follower.texts).toEqual(expected);
    });

    it('of many that came while the connection was away are caught up with', async () => {
      const { client } = await connect(server);
      const { store, prefix } = openStore(client);
      const { cursor } = await store.chat(chatOf('c', 'first'));
      const follower = following(store, cursor);
      await store.chat(chatOf('c', '0'));
      await expect.poll(follower.texts).toEqual(['0']);
      const other = openStore((await connect(server)).client, { prefix });
      for (let round = 0; round < 5; round++) {
        await redisCommand(server.port, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        for (let index = 0; index < 300; index++) {
          const write = () => other.store.chat(chatOf('c', `${1 + round * 300 + index}`));
          // The first ones may meet the connection that was closed.
          await write().catch(() =>
            expect
              .poll(() =>
                write().then(
                  () => true,
                  () => false,
                ),
              )
              .toBe(true),
          );
        }
      }
      const expected = Array.from({ length: 1501 }, (_, index) => `${index}`);
      await expect.poll(follower.texts).toEqual(expected);
    });

    it('are over with kind cursor when some were trimmed while the connection was away', async () => {
      const { store, prefix } = openStore((await connect(server)).client);
      const { follower } = await followed(store);
      const reading = async () =>
        (await redisCommand(server.port, 'CLIENT', 'LIST')).split('\n').find((line) => line.includes('cmd=xread'));
      await expect.poll(reading).toBeDefined();
      const [, id = ''] = /id=(\d+)/.exec((await reading()) ?? '') ?? [];
      await redisCommand(server.port, 'CLIENT', 'KILL', 'ID', id);
      // Sooner than a client connects again.
      for (const text of ['lost', 'lost too', 'kept']) await store.chat(chatOf('c', text));
      await redisCommand(server.port, 'XTRIM', `{${prefix}}:e`, 'MAXLEN', '1');
      expect(await rejection(follower.ended)).toMatchObject({ kind: 'cursor' });
      expect(follower.texts()).toEqual(['second']);
    });

    it('are over with kind cursor when Redis has lost all, and go on from the cursor of sessions()', async () => {
      const { client } = await connect(server);
      const { store } = openStore(client);
      const { cursor, follower } = await followed(store);
      const ended = rejection(follower.ended);
      await redisCommand(server.port, 'FLUSHALL');
      await store.chat(chatOf('c', 'third'));
      expect(await ended).toMatchObject({ kind: 'cursor' });
      const page = await store.sessions({ limit: 10 });
      const again = following(store, page.cursor);
      await store.chat(chatOf('c', 'fourth'));
      await expect.poll(again.texts).toEqual(['fourth']);
      expect(await rejection(following(store, cursor).ended)).toMatchObject({ kind: 'cursor' });
    });

    it('can be followed from the cursor of sessions() when Redis has lost all, before anything else happens', async () => {
      const { client } = await connect(server);
      const { store } = openStore(client);
      await followed(store);
      await redisCommand(server.port, 'FLUSHALL');
      const again = following(store, (await store.sessions({ limit: 10 })).cursor);
      // Whoever follows from it is not refused, and waits.
      const refused = rejection(again.ended);
      expect(await Promise.race([refused, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])).toBe('waits');
      await store.chat(chatOf('c', 'third'));
      await expect.poll(again.texts).toEqual(['third']);
    });
  });
});

/** Follows a store from its first event on, and has seen the second. */
async function followed(store: DeskStore) {
  const { cursor } = await store.chat(chatOf('c', 'first'));
  const follower = following(store, cursor);
  await store.chat(chatOf('c', 'second'));
  await expect.poll(follower.texts).toEqual(['second']);
  return { cursor, follower };
}
