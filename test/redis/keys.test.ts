import { redisStore } from 'gptbots-human/redis';
import { beforeAll, expect, it } from 'vitest';
import { chatOf, establishOf, newTurn, outcomeOf, replyOf, setUp } from '../desk/store-contract/set-up.ts';
import { connectNodeRedis } from '../helpers/redis-clients.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';
import { openStore } from './support/open-store.ts';

describeWithRedis('the keys of a desk in Redis', () => {
  let server: RedisServer;
  let connected: Awaited<ReturnType<typeof connectNodeRedis>>;
  beforeAll(async () => {
    server = await startRedisServer();
    connected = await connectNodeRedis(server);
    return async () => {
      await connected.quit();
      await server.stop();
    };
  });

  const keysOf = async (prefix: string) =>
    (await connected.client.keys('*')).filter((key) => key.startsWith(`{${prefix}}`));

  it('begin with the prefix in braces, and all of them end some time', async () => {
    const { store, prefix } = openStore(connected.client);
    const before = await connected.client.dbSize();
    const user = { key: 'user:7', name: 'Bea' };
    await store.establish(establishOf('c', { user, greeting: { id: 'g', text: 'Hi' } }), newTurn());
    await store.chat(chatOf('orphan {x}', 'hello'));
    const { work } = await store.reply(replyOf('orphan {x}', 'hi'), newTurn());
    await store.settle(outcomeOf(work, 'sent'), newTurn());
    await store.link({ conversationId: 'c', ref: 'ticket' });
    await store.close({ conversationId: 'c', type: 'TIMEOUT' });
    await store.sweep();
    const keys = await keysOf(prefix);
    expect(keys.length).toBeGreaterThan(8);
    expect(await connected.client.dbSize(), 'no key is without the prefix').toBe(before + keys.length);
    for (const key of keys) {
      const seconds = await connected.client.ttl(key);
      expect(seconds, `how long ${key} is kept`).toBeGreaterThan(86_400);
      expect(seconds, `how long ${key} is kept`).toBeLessThan(7 * 86_400);
    }
  });

  it('of one prefix never mix with those of another', async () => {
    const one = openStore(connected.client, { prefix: 'desk' });
    const two = openStore(connected.client, { prefix: 'desk:c' });
    await one.store.chat(chatOf('c:c', 'of one'));
    await two.store.chat(chatOf('c', 'of two'));
    expect(await one.store.transcript('c', { after: 0, limit: 10 })).toBeUndefined();
    expect(await two.store.transcript('c', { after: 0, limit: 10 })).toMatchObject([{ text: 'of two' }]);
  });

  it('are gone once a closed session was forgotten, but for the events', async () => {
    const prefix = 'forgotten';
    const { store, establish, chat, answer, close, sweepAfter } = await setUp(async () => ({
      store: redisStore(connected.client, { prefix }),
      close: async () => {},
    }));
    for (let index = 0; index < 5; index++) {
      const id = `c${index}`;
      await establish(id, { user: { key: `user:${index}` } });
      await chat(id, 'hello');
      await answer(id, 'hi');
      await store.link({ conversationId: id, ref: `ticket ${index}` });
      await close(id);
    }
    const before = (await keysOf(prefix)).length;
    await sweepAfter(86_400_000);
    await store.sweep();
    const left = await keysOf(prefix);
    expect(before).toBeGreaterThan(left.length);
    expect(left.toSorted(), 'the counter and the stream of the events').toEqual([`{${prefix}}:d`, `{${prefix}}:e`]);
  });

  it('hold no more events than the desk was told to keep, about', async () => {
    const { store, prefix } = openStore(connected.client, { eventsMax: 100 });
    for (let index = 0; index < 1000; index++) await store.chat(chatOf('c', `${index}`));
    const length = await connected.client.xLen(`{${prefix}}:e`);
    expect(length).toBeGreaterThanOrEqual(100);
    // Redis trims whole nodes, of a hundred entries by default.
    expect(length).toBeLessThanOrEqual(300);
  });
});
