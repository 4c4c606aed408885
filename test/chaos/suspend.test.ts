import { expect, it } from 'vitest';
import { describeOnEachDatabase } from './support/databases.ts';
import { cursorOf, onceSettled } from './support/events-of.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { openConversations, talk } from './support/load.ts';
import { replyAtOnce } from './support/reply-at-once.ts';
import { stuckReplies } from './support/stuck-replies.ts';

const leaseMs = 800;
// Long enough for whoever has not been stopped to keep its turn, on a busy machine too.
const patientLeaseMs = 5_000;
const seed = 3;

describeOnEachDatabase('an instance that is suspended for longer than its lease', ({ name, open }) => {
  it('sends nothing that another instance has sent meanwhile', async () => {
    const database = await open();
    const fleet = await Fleet.start({
      ...database.choices({ leaseMs: patientLeaseMs }),
      settings: { timeoutMs: 10_000 },
    });
    const all = [];
    // The one that was started is being answered, or waits to be sent again.
    for (const [round, fault] of (['delay', '429-retry-after-seconds'] as const).entries()) {
      const visitors = await openConversations(fleet, 10);
      const stuck = stuckReplies(fleet, visitors, 3, fault);
      const [victim, other] = [fleet.at(round), fleet.at((round + 1) % 3)];
      const asked = replyAtOnce(fleet, visitors, victim, { round, count: 8 });
      await stuck;
      victim.suspend();
      const taken = await Promise.all(visitors.map((visitor) => fleet.settledTranscript(visitor, other)));
      victim.resume();
      for (const transcript of taken) {
        const statuses = transcript.filter(({ from }) => from === 'agent').map(({ status }) => status);
        expect(statuses, 'another instance calls the one that was started unknown, and sends the rest').toEqual(
          statuses.map((_, at) => (at === 2 ? 'unknown' : 'sent')),
        );
        expect(statuses).toHaveLength(8);
      }
      await Promise.all(asked.map(({ told }) => told));
      for (const [index, visitor] of visitors.entries()) {
        const own = asked[index]?.texts ?? [];
        expect(
          visitor.replies.map(({ body }) => body),
          'what GPTBots had taken is shown once; what it had not is not sent any more',
        ).toEqual(fault === 'delay' ? own : own.filter((_, at) => at !== 2));
      }
      all.push(...visitors);
    }
    const report = await fleet.report(all);
    expectNothingLost(`${name}: suspended in the middle of replies`, report);
    expect(report).toMatchObject({ replies: 2 * 10 * 8 });
  });

  it('loses, doubles and misplaces nothing, four times under load', async () => {
    const database = await open();
    const fleet = await Fleet.start(database.choices({ leaseMs }));
    const beginning = await cursorOf(database.choices().store);
    const visitors = await openConversations(fleet, 32);
    for (const round of [0, 1, 2, 3]) {
      const talking = talk(fleet, visitors, { name: `${round}`, replies: 10, chats: 10, seed: seed + round });
      await fleet.moreCalls(150);
      const victim = fleet.at(round % 3);
      victim.suspend();
      await new Promise((resolve) => setTimeout(resolve, 2.5 * leaseMs));
      victim.resume();
      await talking;
    }
    const unknown = await onceSettled('unknown', database.choices().store, beginning);
    fleet.account.overtaken(unknown);
    fleet.account.overtaken(await onceSettled('failed', database.choices().store));
    const report = await fleet.report(visitors);
    console.log(`replies that were unknown until their instance was resumed, or still are: ${unknown.size}`);
    expectNothingLost(`${name}: suspended four times under load, seed ${seed}`, report);
    expect(report).toMatchObject({ replies: 1280, chats: 1280, notAcknowledged: 0 });
  });
});
