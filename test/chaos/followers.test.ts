import { expect, it } from 'vitest';
import { until } from '../helpers/eventually.ts';
import { describeOnEachDatabase } from './support/databases.ts';
import { eventsOf, onceSettled } from './support/events-of.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { type Followed, followed } from './support/followed.ts';
import { howMany } from './support/how-many.ts';
import type { InstanceProcess } from './support/instance-process.ts';
import { openConversations, talk } from './support/load.ts';

const seed = 9;
const kills = 10;
const conversations = 24;
const inEachRound = Math.ceil(howMany(480) / kills / conversations);
const everyMs = 1_000;

describeOnEachDatabase('a durable follower whose process is killed every second', ({ name, open }) => {
  it('has handled each event at least once, and those of each conversation in order', async () => {
    const database = await open();
    const choices = database.choices({ leaseMs: 1_000 });
    const fleet = await Fleet.start({ ...choices, settings: { follow: 'crm' } });
    const visitors = await openConversations(fleet, conversations);
    for (let round = 0; round < kills; round++) {
      const load = { name: `${round}`, replies: inEachRound, chats: inEachRound, seed: seed + round };
      const talking = talk(fleet, visitors, load);
      const victim = await until(() => holderOf(fleet));
      const index = victim ? fleet.instances.indexOf(victim) : -1;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      await fleet.at(index).kill();
      await fleet.startInstance(index);
      await talking;
    }
    fleet.account.overtaken(await onceSettled('failed', choices.store));
    const report = await fleet.report(visitors);
    expectNothingLost(`${name}: followers killed ${kills} times, seed ${seed}`, report);
    const messages = kills * conversations * inEachRound;
    expect(report).toMatchObject({ replies: messages, chats: messages });

    const events = await eventsOf(choices.store);
    const now = () => followed(events, fleet.started);
    await until(() => now().missed.length === 0).catch(() => {});
    expectNothingMissed(name, now());
    expect(now().followers, 'each time, another one took over').toBeGreaterThan(kills / 2);
  });
});

// The instance that was the last to handle something, if it still runs.
function holderOf({ started }: Fleet): InstanceProcess | undefined {
  const lastOf = ({ handled }: InstanceProcess) => handled.at(-1)?.at ?? 0;
  const last = started.reduce((one, other) => (lastOf(other) > lastOf(one) ? other : one));
  return last.isUp && lastOf(last) > 0 ? last : undefined;
}

function expectNothingMissed(name: string, { missed, misplaced, unknown, ...counts }: Followed): void {
  const wrong = { missed: missed.length, misplaced: misplaced.length };
  console.log(`${name}: followed, killed ${kills} times: ${JSON.stringify({ ...counts, ...wrong })}`);
  // What marks the end of the events is none of them.
  const strange = unknown.filter((one) => !one.startsWith('the end'));
  expect({ missed, misplaced, strange }, `${name}: each event handled, in order`).toEqual({
    missed: [],
    misplaced: [],
    strange: [],
  });
}
