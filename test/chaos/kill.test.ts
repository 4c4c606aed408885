import { expect, it } from 'vitest';
import { describeOnEachDatabase } from './support/databases.ts';
import { onceSettled } from './support/events-of.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { openConversations, switchOnFaults, talk } from './support/load.ts';
import { replyAtOnce } from './support/reply-at-once.ts';
import { stuckReplies } from './support/stuck-replies.ts';

const leaseMs = 1_000;
// Long enough for whoever has not been stopped to keep its turn, on a busy machine too.
const patientLeaseMs = 5_000;
const seed = 2;

describeOnEachDatabase('an instance that is killed', ({ name, open }) => {
  it('leaves the reply it had started unknown, and another instance sends the rest once each', async () => {
    const database = await open();
    const fleet = await Fleet.start({
      ...database.choices({ leaseMs: patientLeaseMs }),
      settings: { timeoutMs: 10_000 },
    });
    const all = [];
    for (const round of [0, 1]) {
      const fault = round % 2 === 0 ? 'drop-after-accept' : 'drop-before-accept';
      const visitors = await openConversations(fleet, 10);
      const stuck = stuckReplies(fleet, visitors, 3, fault);
      const victim = fleet.at(round % 3);
      const texts = replyAtOnce(fleet, visitors, victim, { round, count: 8 });
      await stuck;
      await victim.kill();
      await fleet.startInstance(round % 3);
      for (const [index, visitor] of visitors.entries()) {
        const own = texts[index]?.texts ?? [];
        const replies = (await fleet.settledTranscript(visitor)).filter(({ from }) => from === 'agent');
        expect(
          replies.map(({ text, status }) => [text, status]),
          'all are stored in order, and only the one that was being sent is unknown',
        ).toEqual(own.map((text, at) => [text, at === 2 ? 'unknown' : 'sent']));
        expect(
          visitor.replies.map(({ body }) => body),
          'the visitor is shown each that GPTBots took, once and in order',
        ).toEqual(own.filter((_, at) => at !== 2 || fault === 'drop-after-accept'));
      }
      await Promise.all(texts.map(({ told }) => told));
      all.push(...visitors);
    }
    const report = await fleet.report(all);
    expectNothingLost(`${name}: killed in the middle of replies`, report);
    expect(report.replies).toBe(2 * 10 * 8);
  });

  it('loses, doubles and misplaces nothing, killed four times under load', async () => {
    const database = await open();
    const fleet = await Fleet.start(database.choices({ leaseMs }));
    const visitors = await openConversations(fleet, 32);
    switchOnFaults(fleet, seed, {
      api: { 'drop-after-accept': 0.01, 'reset-after-accept': 0.02, '500-after-accept': 0.02, delay: 0.02 },
      webhook: { duplicate: 0.05, 'twice-at-once': 0.05, reorder: 0.05 },
    });
    for (const round of [0, 1, 2, 3]) {
      const talking = talk(fleet, visitors, { name: `${round}`, replies: 10, chats: 10, seed: seed + round });
      await fleet.moreCalls(150);
      await fleet.at(round % 3).kill();
      await fleet.startInstance(round % 3);
      await talking;
    }
    fleet.account.overtaken(await onceSettled('failed', database.choices().store));
    const report = await fleet.report(visitors);
    expectNothingLost(`${name}: killed four times under load, seed ${seed}`, report);
    expect(report).toMatchObject({ replies: 1280, chats: 1280, notAcknowledged: 0 });
  });
});
