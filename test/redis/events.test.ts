import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';
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
      const { cursor } = await store.step('chat', chatOf('c', 'first'));
      const follower = following(store, cursor);
      const expected: string[] = [];
      // Each is stored once, and until it is.
      const write = async (text: string) => {
        expected.push(text);
        const store = async () => (await other.store.step('chat', chatOf('c', text))).outcome;
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
      const { cursor } = await store.step('chat', chatOf('c', 'first'));
      const follower = following(store, cursor);
      await store.step('chat', chatOf('c', '0'));
      await expect.poll(follower.texts).toEqual(['0']);
      const other = openStore((await connect(server)).client, { prefix });
      for (let round = 0; round < 5; round++) {
        await redisCommand(server.port, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        for (let index = 0; index < 300; index++) {
          const write = () => other.store.step('chat', chatOf('c', `${1 + round * 300 + index}`));
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

    it('are over with kind cursor for whoever comes back after some were trimmed', async () => {
      const { client } = await connect(server);
      const { store, prefix } = openStore(client, { eventsMax: 2 });
      const { cursor } = await store.step('chat', chatOf('c', 'first'));
      for (const text of ['lost', 'kept', 'kept too']) await store.step('chat', chatOf('c', text));
      await store.sweep();
      expect(await rejection(following(store, cursor).ended)).toMatchObject({ kind: 'cursor' });
      const other = openStore(client, { prefix });
      const last = await other.store.step('chat', chatOf('c', 'last'));
      const follower = following(store, last.cursor);
      await other.store.step('chat', chatOf('c', 'next'));
      await expect.poll(follower.texts).toEqual(['next']);
    });

    it('are over with kind cursor when Redis came back without the newest, and every later one can be followed', async () => {
      const { client } = await connect(server);
      const { store, prefix } = openStore(client);
      await store.step('chat', chatOf('c', 'first'));
      await redisCommand(server.port, 'SAVE');
      await redisCommand(server.port, 'CONFIG', 'SET', 'appendonly', 'no');
      const { cursor } = await store.step('chat', chatOf('c', 'lost'));
      const follower = following(store, cursor);
      await store.step('chat', chatOf('c', 'lost too'));
      await expect.poll(follower.texts).toEqual(['lost too']);
      await server.kill();
      await server.start();
      const stored = () => store.step('chat', chatOf('new', 'hello')).then(({ outcome }) => outcome);
      await expect.poll(() => stored().catch(({ kind }) => kind)).toMatch(/stored|repeated/);
      expect(await rejection(follower.ended)).toMatchObject({ kind: 'cursor' });
      // Whoever comes with a cursor from before, and has seen nothing of all this.
      const other = openStore((await connect(server)).client, { prefix }).store;
      expect(await rejection(following(other, cursor).ended)).toMatchObject({ kind: 'cursor' });
      const { sessions, cursor: now } = await other.sessions({ limit: 10 });
      expect(sessions.map(({ conversationId }) => conversationId)).toEqual(['c', 'new']);
      const again = following(other, now);
      await store.step('chat', chatOf('new', 'are you there?'));
      await expect.poll(again.texts).toEqual(['are you there?']);
    });

    it('never get a position again, also when the clock of another Redis that took over is behind', async () => {
      const { client } = await connect(server);
      const { store, prefix } = openStore(client);
      const { cursor } = await store.step('chat', chatOf('c', 'first'));
      // As if its clock had been an hour ahead.
      const ahead = String(Number(cursor) + 3_600_000_000);
      await redisCommand(server.port, 'HSET', `{${prefix}}meta`, 'newest', ahead);
      const second = await store.step('chat', chatOf('c', 'second'));
      expect(second.cursor > ahead).toBe(true);
      await redisCommand(server.port, 'FLUSHALL');
      const third = await store.step('chat', chatOf('c', 'third'));
      expect(third.cursor > second.cursor).toBe(true);
    });

    it('are over with kind cursor when Redis has lost all, and go on from the cursor of sessions()', async () => {
      const { client } = await connect(server);
      const { store } = openStore(client);
      const { cursor } = await store.step('chat', chatOf('c', 'first'));
      const follower = following(store, cursor);
      await store.step('chat', chatOf('c', 'second'));
      await expect.poll(follower.texts).toEqual(['second']);
      const ended = rejection(follower.ended);
      await redisCommand(server.port, 'FLUSHALL');
      await store.step('chat', chatOf('c', 'third'));
      expect(await ended).toMatchObject({ kind: 'cursor' });
      const page = await store.sessions({ limit: 10 });
      const again = following(store, page.cursor);
      await store.step('chat', chatOf('c', 'fourth'));
      await expect.poll(again.texts).toEqual(['fourth']);
      expect(await rejection(following(store, cursor).ended)).toMatchObject({ kind: 'cursor' });
    });

    it('can be followed from the cursor of sessions() when Redis has lost all, before anything else happens', async () => {
      const { client } = await connect(server);
      const { store } = openStore(client);
      const { cursor } = await store.step('chat', chatOf('c', 'first'));
      const follower = following(store, cursor);
      await store.step('chat', chatOf('c', 'second'));
      await expect.poll(follower.texts).toEqual(['second']);
      await redisCommand(server.port, 'FLUSHALL');
      const again = following(store, (await store.sessions({ limit: 10 })).cursor);
      // Whoever follows from it is not refused, and waits.
      const refused = rejection(again.ended);
      expect(await Promise.race([refused, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])).toBe('waits');
      await store.step('chat', chatOf('c', 'third'));
      await expect.poll(again.texts).toEqual(['third']);
    });
  });
});
