import { expect, it } from 'vitest';
import { describeOnEachDatabase } from './support/databases.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { howMany } from './support/how-many.ts';
import { openConversations, switchOnFaults, talk } from './support/load.ts';

const seed = 1;
const inEachConversation = 50;
// All that is done at once, with many conversations; the others take longer.
const usually: Record<string, number> = { Redis: 10_000 };

describeOnEachDatabase('three instances behind a round-robin proxy', ({ name, open }) => {
  const conversations = Math.ceil(howMany(usually[name] ?? 4_000) / inEachConversation);
  const count = conversations * inEachConversation;

  it(`lose, double and misplace none of ${count} replies and ${count} chats, with faults switched on`, async () => {
    const database = await open();
    const fleet = await Fleet.start(database.choices());
    const visitors = await openConversations(fleet, conversations);
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
    await talk(fleet, visitors, { name: '', replies: inEachConversation, chats: inEachConversation, seed });
    const report = await fleet.report(visitors);
    expectNothingLost(`${name}: load, seed ${seed}`, report);
    expect(report).toMatchObject({ replies: count, chats: count, notAcknowledged: 0, notRecorded: [] });
    expect(report.sent, 'most replies are sent').toBeGreaterThan(count / 2);
  }, 3_600_000);
});
