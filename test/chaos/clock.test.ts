import { expect, it } from 'vitest';
import { describeOnEachServer } from './support/databases.ts';
import { onceSettled } from './support/events-of.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { openConversations, switchOnFaults, talk } from './support/load.ts';

const seed = 6;
const leaseMs = 1_000;
const fiveMinutesMs = 300_000;

describeOnEachServer('an instance whose time of day is five minutes wrong', ({ name, open }) => {
  it('loses, doubles and misplaces nothing, and gives every session the time of the server', async () => {
    const database = await open();
    const startedAt = Date.now();
    const fleet = await Fleet.start({
      ...database.choices({ leaseMs }),
      wrongByMs: [fiveMinutesMs, 0, -fiveMinutesMs],
    });
    const visitors = await openConversations(fleet, 30);
    switchOnFaults(fleet, seed, {
      api: { 'drop-after-accept': 0.01, 'reset-after-accept': 0.02, '429': 0.02, delay: 0.02 },
      webhook: { duplicate: 0.05, 'twice-at-once': 0.05, reorder: 0.05 },
    });
    for (const round of [0, 1]) {
      const talking = talk(fleet, visitors, { name: `${round}`, replies: 15, chats: 15, seed: seed + round });
      await fleet.moreCalls(150);
      // What the one that is right has started is taken over by the two that are wrong.
      await fleet.at(1).kill();
      await fleet.startInstance(1);
      await talking;
    }
    fleet.account.overtaken(await onceSettled('failed', database.choices().store));
    const report = await fleet.report(visitors);
    expectNothingLost(`${name}: two of three instances five minutes wrong, seed ${seed}`, report);
    expect(report).toMatchObject({ replies: 900, chats: 900, notAcknowledged: 0 });
    const endedAt = Date.now();
    for (const [index, { conversationId }] of visitors.entries()) {
      const session = await fleet.at(index % 3).session(conversationId);
      const transcript = await fleet.at(index % 3).transcript(conversationId);
      const replies = transcript.filter(({ from }) => from === 'agent');
      const times = [session?.openedAt, session?.lastMessageAt, session?.answeredAt, ...replies.map(({ at }) => at)];
      expect(times.filter((at = 0) => at < startedAt - slackMs || at > endedAt + slackMs)).toEqual([]);
    }
  });

  it('ends a session at its deadline, neither before nor five minutes later', async () => {
    const database = await open();
    const waitTimeoutMs = 1_000;
    const fleet = await Fleet.start({
      ...database.choices({ leaseMs }),
      wrongByMs: [fiveMinutesMs, -fiveMinutesMs],
      instances: 2,
      settings: { waitTimeoutMs },
    });
    const visitors = await openConversations(fleet, 10);
    for (const { conversationId } of visitors) {
      const session = await expect
        .poll(() => fleet.at(1).session(conversationId))
        .toMatchObject({ state: 'closed', closeReason: 'never_answered' })
        .then(() => fleet.at(1).session(conversationId));
      const { openedAt = 0, closedAt = 0 } = session ?? {};
      expect(closedAt - openedAt).toBeGreaterThanOrEqual(2 * waitTimeoutMs);
      expect(closedAt - openedAt).toBeLessThan(2 * waitTimeoutMs + longestSweepMs);
    }
  });
});

// The time of the server and that of the test are those of one machine.
const slackMs = 1_000;
// A sweep comes each second; the rest is for a machine under load, and far from the five minutes.
const longestSweepMs = 60_000;
