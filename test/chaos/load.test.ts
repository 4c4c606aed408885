import { expect, it } from 'vitest';
import { describeWithRedis, startRedisServer } from '../helpers/redis-server.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { openConversations, switchOnFaults, talk } from './support/load.ts';
import { redisOf } from './support/redis-of.ts';

const seed = 1;

describeWithRedis('three instances behind a round-robin proxy', () => {
  it('lose, double and misplace none of 10,000 replies and 10,000 chats, with faults switched on', async () => {
    const redis = await redisOf(startRedisServer());
    const fleet = await Fleet.start({ store: redis.store() });
    const visitors = await openConversations(fleet, 200);
    switchOnFaults(fleet, seed, {
      api: {
        'drop-after-accept': 0.002,
        'drop-before-accept': 0.002,
        'reset-after-accept': 0.01,
        'reset-before-accept': 0.01,
        '500-after-accept': 0.01,
        'code-40000': 0.01,
        '429': 0.01,
        '503': 0.01,
        'half-body': 0.01,
      },
      webhook: { duplicate: 0.05, 'twice-at-once': 0.05, reorder: 0.05, delay: 0.005 },
    });
    await talk(fleet, visitors, { name: '', replies: 50, chats: 50, seed });
    const report = await fleet.report(visitors);
    expectNothingLost(`load, seed ${seed}`, report);
    expect(report).toMatchObject({ replies: 10_000, chats: 10_000, notAcknowledged: 0, notRecorded: [] });
    expect(report.sent, 'most replies are sent').toBeGreaterThan(5_000);
  }, 600_000);
});
