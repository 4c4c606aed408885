import { expect, it } from 'vitest';
import { describeOnSqlite } from './support/databases.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { howMany } from './support/how-many.ts';
import { openConversations, switchOnFaults, talk } from './support/load.ts';

const seed = 5;
const conversations = 32;
const everyMs = 1_000;
const inEachConversation = Math.ceil(howMany(1_600) / conversations);
const count = conversations * inEachConversation;

describeOnSqlite('one process, killed every second under load and started again', ({ name, open }) => {
  it.each([
    { synchronous: 'full', isDurable: true },
    { synchronous: 'normal', isDurable: false },
  ])('has all that was answered 200, with synchronous $synchronous', async ({ synchronous, isDurable }) => {
    const database = await open({ isDurable });
    const fleet = await Fleet.start({ ...database.choices({ leaseMs: 5_000 }), instances: 1 });
    fleet.proxy.waits = true;
    const visitors = await openConversations(fleet, conversations);
    switchOnFaults(fleet, seed, { api: {}, webhook: { duplicate: 0.1, 'twice-at-once': 0.1 } });
    const load = { name: '', replies: inEachConversation, chats: inEachConversation, seed };
    let isOver = false;
    const over = talk(fleet, visitors, load).finally(() => {
      isOver = true;
    });
    let kills = 0;
    const pause = () => new Promise((resolve) => setTimeout(resolve, everyMs));
    for (;;) {
      // On a busy machine, a second may be too short to get anything done.
      await Promise.race([over, Promise.all([pause(), fleet.moreCalls(20)])]);
      if (isOver) break;
      await fleet.at(0).kill();
      kills++;
      await fleet.startInstance(0);
    }
    await over;
    const report = await fleet.report(visitors);
    const acknowledged = report.chats - report.notAcknowledged;
    expectNothingLost(`${name}, ${synchronous}: killed ${kills} times, ${acknowledged} chats answered 200`, report);
    expect(report).toMatchObject({ replies: count, chats: count });
    expect(acknowledged, 'chats that were answered 200').toBeGreaterThan(count / 10);
    expect(kills, 'the load lasted for some kills').toBeGreaterThan(2);
  });
});
