import { expect, it } from 'vitest';
import { describeOnEachDatabase } from './support/databases.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { openConversations, talk } from './support/load.ts';

const seed = 8;

describeOnEachDatabase('a rolling restart of three instances under load', ({ name, open }) => {
  it('refuses no webhook and leaves no reply unsent or unknown', async () => {
    const database = await open();
    // No call takes longer than its attempt may, however slow the machine.
    const fleet = await Fleet.start({ ...database.choices(), settings: { timeoutMs: 10_000 } });
    const visitors = await openConversations(fleet, 32);
    for (const index of [0, 1, 2]) {
      const talking = talk(fleet, visitors, { name: `${index}`, replies: 12, chats: 12, seed: seed + index });
      await fleet.moreCalls(150);
      expect(await fleet.at(index).terminate(), 'the instance shuts down and ends by itself').toBe(0);
      await fleet.startInstance(index);
      await talking;
    }
    const report = await fleet.report(visitors);
    expectNothingLost(`${name}: rolling restart, seed ${seed}`, report);
    expect(report).toMatchObject({ replies: 1152, chats: 1152, notAcknowledged: 0, sent: 1152, failed: 0, unknown: 0 });
    expect([...fleet.proxy.answers.keys()], 'GPTBots gets 200 for each webhook').toEqual([200]);
    // Hooks run after the answers: each instance has to end first.
    await Promise.all(fleet.instances.map((instance) => instance.terminate()));
    const heard = [...fleet.hooks].filter(([key]) => key.startsWith('onMessage '));
    expect(heard.length, 'the hook hears of each chat').toBe(1152);
    expect(
      heard.filter(([, times]) => times !== 1),
      'and of none twice',
    ).toEqual([]);
  });
});
