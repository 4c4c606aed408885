import { expect, it, onTestFinished } from 'vitest';
import { describeWithRedis, startRedisCluster } from '../helpers/redis-server.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { openConversations, switchOnFaults, talk } from './support/load.ts';
import type { RedisClientKind, StoreChoice } from './support/messages.ts';

const seed = 7;

describeWithRedis('a Redis cluster of three masters', () => {
  it('serves one desk of two instances, one with a client of redis and one with a client of ioredis', async () => {
    const cluster = await startRedisCluster();
    onTestFinished(() => cluster.stop());
    const store = (kind: RedisClientKind): StoreChoice => ({
      kind,
      ports: cluster.nodes.map(({ port }) => port),
      leaseMs: 1_000,
      commandTimeoutMs: 60_000,
    });
    const stores = [store('redis cluster'), store('ioredis cluster')];
    const fleet = await Fleet.start({ store: store('redis cluster'), stores, instances: 2 });
    const visitors = await openConversations(fleet, 30);
    switchOnFaults(fleet, seed, {
      api: { 'reset-after-accept': 0.02, '429': 0.02 },
      webhook: { duplicate: 0.05, 'twice-at-once': 0.05, reorder: 0.05 },
    });
    await talk(fleet, visitors, { name: '', replies: 15, chats: 15, seed });
    fleet.platform.faults.clear();
    const report = await fleet.report(visitors);
    expectNothingLost(`three masters, seed ${seed}`, report);
    expect(report).toMatchObject({ replies: 450, chats: 450, notAcknowledged: 0 });
    // The one closes what the other has opened, or the user does.
    for (const [index, visitor] of visitors.entries()) {
      const { conversationId } = visitor;
      if (index % 3 === 0) await visitor.leave();
      else {
        const farewell = `Goodbye, ${index}.`;
        expect(await fleet.at(index % 2).close(conversationId, { farewell })).toMatchObject({ state: 'closed' });
        expect(visitor.replies.at(-1)?.body).toBe(farewell);
        expect(visitor.endReason).toBe('CLOSED_BY_SERVICE');
      }
      expect(await fleet.at((index + 1) % 2).session(conversationId)).toMatchObject({
        state: 'closed',
        closeReason: index % 3 === 0 ? 'user_closed' : 'agent_closed',
      });
    }
  });
});
