import { manualClock } from 'gptbots-human/testing';
import { beforeAll, expect, it } from 'vitest';
import { chatOf, establishOf, newTurn, outcomeOf, replyOf } from '../../src/testing/store/contract/set-up.ts';
import { connectNodeRedis } from '../helpers/redis-clients.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';
import { following } from './support/following.ts';
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

  it('begin with the prefix in braces, and none of them ends by itself', async () => {
    const { store, prefix } = openStore(connected.client);
    const before = await connected.client.dbSize();
    const user = { key: 'user:7', name: 'Bea' };
    await store.step('establish', establishOf('c', { user, greeting: { id: 'g', text: 'Hi' } }), newTurn());
    await store.step('chat', chatOf('orphan {x}', 'hello'));
    const { work } = await store.step('reply', replyOf('orphan {x}', 'hi'), newTurn());
    await store.step('settle', outcomeOf(work, 'sent'), newTurn());
    await store.step('link', { conversationId: 'c', ref: 'ticket' });
    await store.step('close', { conversationId: 'c', type: 'TIMEOUT' });
    await store.sweep();
    const keys = await keysOf(prefix);
    expect(keys.length).toBeGreaterThan(8);
    expect(await connected.client.dbSize(), 'no key is without the prefix').toBe(before + keys.length);
    // What is open is kept however long it takes, and what is closed is forgotten by a sweep.
    for (const key of keys) expect(await connected.client.ttl(key), `how long ${key} is kept`).toBe(-1);
  });

  it('of one prefix never mix with those of another', async () => {
    const one = openStore(connected.client, { prefix: 'desk' });
    const two = openStore(connected.client, { prefix: 'desk:c' });
    await one.store.step('chat', chatOf('c:c', 'of one'));
    await two.store.step('chat', chatOf('c', 'of two'));
    expect(await one.store.transcript('c', { after: 0, limit: 10 })).toBeUndefined();
    expect(await two.store.transcript('c', { after: 0, limit: 10 })).toMatchObject([{ text: 'of two' }]);
  });

  it('are gone once a closed session was forgotten, but for the events', async () => {
    const clock = manualClock();
    const { store, prefix } = openStore(connected.client, {}, { clock });
    for (let index = 0; index < 5; index++) {
      const conversationId = `c${index}`;
      await store.step('establish', establishOf(conversationId, { user: { key: `user:${index}` } }), newTurn());
      await store.step('chat', chatOf(conversationId, 'hello'));
      const { work } = await store.step('reply', replyOf(conversationId, 'hi'), newTurn());
      await store.step('settle', outcomeOf(work, 'sent'), newTurn());
      await store.step('link', { conversationId, ref: `ticket ${index}` });
      await store.step('close', { conversationId, type: 'TIMEOUT' });
    }
    const before = (await keysOf(prefix)).length;
    await clock.advance(86_400_001);
    await store.sweep();
    await store.sweep();
    const left = await keysOf(prefix);
    expect(before).toBeGreaterThan(left.length);
    expect(left.toSorted()).toEqual([`{${prefix}}events`, `{${prefix}}meta`]);
    expect(await connected.client.xLen(`{${prefix}}events`)).toBe(0);
  });

  it('of a ticket lead to the session that is still linked, when a later one was forgotten or linked elsewhere', async () => {
    const { store, prefix } = openStore(connected.client);
    for (const conversationId of ['first', 'second', 'third']) {
      await store.step('chat', chatOf(conversationId, 'hello'));
      await store.step('link', { conversationId, ref: 'ticket' });
    }
    expect(await store.find('ticket')).toMatchObject({ conversationId: 'third' });
    await store.forget({ conversationId: 'third' });
    expect(await store.find('ticket')).toMatchObject({ conversationId: 'second' });
    await store.step('link', { conversationId: 'second', ref: 'another' });
    expect(await store.find('ticket')).toMatchObject({ conversationId: 'first' });
    await store.forget({ conversationId: 'first' });
    expect(await store.find('ticket')).toBeUndefined();
    expect(await keysOf(prefix)).not.toContain(`{${prefix}}r:ticket`);
  });

  it('hold no more events than the desk was told to keep', async () => {
    const { store, prefix } = openStore(connected.client, { eventsMax: 100 });
    for (let index = 0; index < 1000; index++) await store.step('chat', chatOf('c', `${index}`));
    await store.sweep();
    expect(await connected.client.xLen(`{${prefix}}events`)).toBe(100);
  });

  it('are refused by a version that is older than the one that wrote them', async () => {
    const { store, prefix } = openStore(connected.client);
    const { cursor } = await store.step('chat', chatOf('c', 'hello'));
    await connected.client.hSet(`{${prefix}}meta`, 'version', '2');
    const newer = { kind: 'store', message: expect.stringContaining('newer version') };
    await expect(store.step('chat', chatOf('c', 'more'))).rejects.toMatchObject(newer);
    await expect(store.session('c')).rejects.toMatchObject(newer);
    await expect(store.sessions({ limit: 10 })).rejects.toMatchObject(newer);
    await expect(store.sweep()).rejects.toMatchObject(newer);
    await expect(following(store, cursor).ended).rejects.toMatchObject(newer);
    await connected.client.hSet(`{${prefix}}meta`, 'version', '1');
    expect(await store.transcript('c', { after: 0, limit: 10 })).toMatchObject([{ text: 'hello' }]);
  });

  it('of 0.4 and before are left alone', async () => {
    const { store, prefix } = openStore(connected.client);
    const old = [`{${prefix}}:c:c`, `{${prefix}}:d`, `{${prefix}}:u:user:7`];
    for (const key of old) await connected.client.set(key, 'of an older version');
    await store.step('establish', establishOf('c', { user: { key: 'user:7' } }), newTurn());
    await store.forget({ conversationId: 'c' });
    for (const key of old) expect(await connected.client.get(key)).toBe('of an older version');
  });
});
