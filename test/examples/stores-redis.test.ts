import express from 'express';
import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk, type Desk, type DeskStore } from 'gptbots-human/desk';
import { createPlatform } from 'gptbots-human/testing';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { mountDesks } from '../../examples/stores/agents.ts';
import { withIoRedis, withNodeRedis } from '../../examples/stores/cluster.ts';
import { openDesk as openWithIoRedis } from '../../examples/stores/ioredis.ts';
import { openDesk as openWithNodeRedis } from '../../examples/stores/redis.ts';
import { connectNodeRedis } from '../helpers/redis-clients.ts';
import {
  describeWithRedis,
  type RedisCluster,
  type RedisServer,
  startRedisCluster,
  startRedisServer,
} from '../helpers/redis-server.ts';
import { serve } from '../helpers/serve.ts';

function gptbots(secret = 'secret') {
  const platform = createPlatform({ secret });
  onTestFinished(() => platform.close());
  return { platform, client: new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch }) };
}

/** What comes in on one instance is replied to on the other, and seen there. */
async function expectOneDesk(one: Desk, other: Desk, { platform }: ReturnType<typeof gptbots>): Promise<void> {
  const { cursor } = await other.sessions();
  platform.connect(one.webhook);
  const visitor = await platform.visitor();
  const { conversationId } = visitor;
  expect(await other.reply(conversationId, 'hello')).toMatchObject({ status: 'sent' });
  expect(await one.session(conversationId)).toMatchObject({ state: 'connected' });
  for await (const { type } of other.events({ after: cursor })) if (type === 'connected') break;
  await visitor.leave();
  await expect(other.reply(conversationId, 'late')).rejects.toMatchObject({ kind: 'closed' });
}

describeWithRedis('examples/stores, on a Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedisServer();
  });
  afterAll(() => redis.stop());

  it('two instances are one desk, with node-redis and with ioredis', async () => {
    const bots = gptbots();
    const one = await openWithNodeRedis(bots.client, 'secret', redis.url);
    onTestFinished(async () => void (await one.close()));
    const other = openWithIoRedis(bots.client, 'secret', redis.url);
    onTestFinished(async () => void (await other.close()));
    await expectOneDesk(one.desk, other.desk, bots);
    await expectOneDesk(other.desk, one.desk, bots);
  });

  it('several agents have a desk each, on one Redis, and know nothing of the others', async () => {
    const { client, quit } = await connectNodeRedis(redis);
    onTestFinished(quit);
    const { platform } = gptbots('secret of sales');
    const { url } = await platform.listen();
    const agents = ['sales', 'service'].map((botId) => {
      return { botId, apiKey: 'test', secret: `secret of ${botId}`, redis: client };
    });
    const app = express();
    const desks = mountDesks(app, agents, url);
    onTestFinished(async () => void (await Promise.all([...desks.values()].map((desk) => desk.shutdown()))));
    platform.connect(`http://127.0.0.1:${await serve(app)}/gptbots/sales`);
    const { conversationId } = await platform.visitor();
    expect(await desks.get('sales')?.reply(conversationId, 'hello')).toMatchObject({ status: 'sent' });
    expect(await desks.get('service')?.session(conversationId)).toBeUndefined();
  });
});

describeWithRedis('examples/stores, on a cluster', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster.stop());

  it('two instances are one desk, with node-redis and with ioredis', async () => {
    const bots = gptbots();
    const urls = cluster.nodes.map(({ url }) => url);
    const desks: Desk[] = [];
    for (const { store, close } of [await withNodeRedis(urls), withIoRedis(urls)]) {
      desks.push(openDesk(bots.client, store, close));
    }
    const [one, other] = desks;
    if (!one || !other) throw new Error('expected two desks');
    await expectOneDesk(one, other, bots);
    await expectOneDesk(other, one, bots);
  });
});

function openDesk(client: GptBotsHumanClient, store: DeskStore, close: () => Promise<unknown>): Desk {
  const desk = createDesk({ client, secret: 'secret', store });
  onTestFinished(async () => {
    await desk.shutdown();
    await close();
  });
  return desk;
}
