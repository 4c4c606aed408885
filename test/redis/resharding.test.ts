import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';
import { connectIoredisCluster, connectNodeRedisCluster } from '../helpers/redis-clients.ts';
import { redisCommand } from '../helpers/redis-command.ts';
import { describeWithRedis, type RedisCluster, startRedisCluster } from '../helpers/redis-server.ts';
import { openStore } from './support/open-store.ts';

const prefix = 'gptbots';
const clients = [
  { name: 'node-redis', connect: connectNodeRedisCluster },
  { name: 'ioredis', connect: connectIoredisCluster },
];

describeWithRedis('a cluster that moves the slot of a desk', () => {
  let cluster: RedisCluster;
  beforeEach(async () => {
    cluster = await startRedisCluster();
    // The last of all that is undone.
    onTestFinished(() => cluster.stop());
  });

  it.each(clients)('keeps what it took, or refuses it: $name', async ({ connect }) => {
    const connected = await connect(cluster);
    onTestFinished(connected.quit);
    const { store } = openStore(connected.client, { prefix, commandTimeoutMs: 300 });
    const kept: Record<string, string[]> = { c: [], other: [], new: [] };
    const say = async (conversationId: string, text: string) => {
      const stored = store.step('chat', chatOf(conversationId, text)).then(
        ({ outcome }) => outcome,
        ({ kind }) => kind,
      );
      if ((await stored) === 'stored') kept[conversationId]?.push(text);
      else expect(await stored).toBe('store');
    };
    for (const conversationId of ['c', 'other']) await say(conversationId, 'before');
    expect(kept).toEqual({ c: ['before'], other: ['before'], new: [] });

    const ports = cluster.nodes.map(({ port }) => port);
    const slot = await redisCommand(ports[0] ?? 0, 'CLUSTER', 'KEYSLOT', `{${prefix}}`);
    // The nodes have the slots in order, a third each.
    const from = ports[Math.floor((Number(slot) * 3) / 16_384)] ?? 0;
    const to = ports.find((port) => port !== from) ?? 0;
    const [fromId, toId] = [await redisCommand(from, 'CLUSTER', 'MYID'), await redisCommand(to, 'CLUSTER', 'MYID')];
    await redisCommand(to, 'CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId);
    await redisCommand(from, 'CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId);
    const sayToAll = async (text: string) => {
      for (const conversationId of Object.keys(kept)) await say(conversationId, text);
    };
    await sayToAll('before a key was moved');
    // New ones may have come in between.
    for (let isMoved = false; !isMoved; ) {
      const keys = (await redisCommand(from, 'CLUSTER', 'GETKEYSINSLOT', slot, '100')).split(' ').filter(Boolean);
      isMoved = keys.length === 0;
      for (const [index, key] of keys.entries()) {
        await redisCommand(from, 'MIGRATE', '127.0.0.1', `${to}`, key, '0', '5000');
        await sayToAll(`when ${index} of ${keys.length} keys were moved`);
      }
    }
    for (const port of [to, from]) await redisCommand(port, 'CLUSTER', 'SETSLOT', slot, 'NODE', toId);

    const texts = async (conversationId: string) =>
      (await store.transcript(conversationId, { after: 0, limit: 1000 }))?.map(({ text }) => text) ?? [];
    await expect.poll(() => texts('c').catch(({ kind }) => kind)).toEqual(kept.c);
    for (const conversationId of Object.keys(kept)) expect(await texts(conversationId)).toEqual(kept[conversationId]);
    await expect
      .poll(() =>
        store.step('chat', chatOf('c', 'after')).then(
          () => 'stored',
          ({ kind }) => kind,
        ),
      )
      .toBe('stored');
  });
});
