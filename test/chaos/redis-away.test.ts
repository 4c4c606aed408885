import { expect, it } from 'vitest';
import { describeWithRedis, startRedisServer } from '../helpers/redis-server.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { openConversations, talk } from './support/load.ts';
import { redisOf } from './support/redis-of.ts';

const seed = 4;
const times = { commandTimeoutMs: 400, leaseMs: 1_500 };
// So many webhooks are answered with 503 before Redis is back.
const refusals = 5;

describeWithRedis('a Redis that goes away under load', () => {
  it('and comes back with its file, loses, doubles and misplaces nothing', async () => {
    const redis = await redisOf(startRedisServer({ config: ['--appendonly', 'yes', '--appendfsync', 'always'] }));
    await awayUnderLoad('Redis killed twice', redis, async (whileAway) => {
      await redis.server.kill();
      await whileAway();
      await redis.server.start();
    });
  });

  it('because it hangs, loses, doubles and misplaces nothing', async () => {
    const redis = await redisOf(startRedisServer());
    await awayUnderLoad('Redis suspended twice', redis, async (whileAway) => {
      process.kill(redis.server.pid, 'SIGSTOP');
      await whileAway();
      process.kill(redis.server.pid, 'SIGCONT');
    });
  });
});

async function awayUnderLoad(
  name: string,
  redis: Awaited<ReturnType<typeof redisOf>>,
  away: (whileAway: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const fleet = await Fleet.start({
    store: redis.store(times),
    // One of the two clients sends what it had queued, the other also what it had sent already.
    stores: [redis.store(times), redis.store({ ...times, kind: 'ioredis' })],
  });
  const visitors = await openConversations(fleet, 32);
  for (const round of [0, 1]) {
    const talking = talk(fleet, visitors, { name: `${round}`, replies: 10, chats: 10, seed: seed + round });
    await fleet.moreCalls(150);
    await away(async () => {
      const refused = () => fleet.proxy.answers.get(503) ?? 0;
      const end = refused() + refusals;
      while (refused() < end) await fleet.moreCalls(1);
    });
    await talking;
    for (const { body = '' } of await fleet.proxy.redeliver()) fleet.account.acknowledged(JSON.parse(body).body);
  }
  const report = await fleet.report(visitors);
  expectNothingLost(`${name} under load, seed ${seed}`, report);
  expect(report).toMatchObject({ replies: 640, chats: 640, notAcknowledged: 0, notRecorded: [] });
  expect([...fleet.proxy.answers.keys()].sort(), 'GPTBots gets 503 while Redis is away, and nothing worse').toEqual([
    200, 503,
  ]);
}
