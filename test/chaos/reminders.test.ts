import type { Session } from 'gptbots-human/desk';
import type { Visitor } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { until } from '../helpers/eventually.ts';
import { replyThrough } from './support/agent.ts';
import { describeOnEachDatabase } from './support/databases.ts';
import { eventsOf } from './support/events-of.ts';
import { Fleet } from './support/fleet.ts';
import { InstanceError } from './support/instance-process.ts';
import { killEverySecond } from './support/killed-every-second.ts';
import { openConversations } from './support/load.ts';

const enoughKills = 4;
const inEachGroup = 20;
// Shorter than the life of an instance, and long enough for all to be killed meanwhile.
const remind = { waitingMs: 1_500, answerMs: 1_500 };

describeOnEachDatabase('a reminder, while one instance is killed every second', ({ name, open }) => {
  it('is an event once for each wait: for the first reply, and for each reply after that', async () => {
    const database = await open();
    const choices = database.choices({ leaseMs: 1_000 });
    const fleet = await Fleet.start({ ...choices, settings: { remind } });
    const overdue = async () =>
      (await eventsOf(choices.store)).flatMap((event) =>
        event.type === 'overdue' ? `${event.conversationId} ${event.waitingFor}` : [],
      );
    const visitors: Visitor[] = [];
    let unanswered = 0;
    const waits: string[] = [];
    const isTold = (wait: string) => async () => {
      const told = await overdue();
      return waits.filter((one) => one.endsWith(wait)).every((one) => told.includes(one));
    };
    const kills = await killEverySecond(fleet, async (killed) => {
      while (killed() < enoughKills) {
        const opened = await openConversations(fleet, inEachGroup);
        visitors.push(...opened);
        waits.push(...opened.map(({ conversationId }) => `${conversationId} first_reply`));
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      await until(isTold('first_reply'));
      const any = () => fleet.up[Math.floor(Math.random() * fleet.up.length)];
      for (const [index, visitor] of visitors.entries()) {
        const { conversationId } = visitor;
        await replyThrough(fleet, conversationId, `r.${index}`, any);
        const { delivered } = await visitor.say(`c.${index}`);
        expect(delivered).toBe(true);
        // A reply that was being sent by an instance that was killed is unknown: to the desk, nobody has answered yet.
        const session = await sessionOf(fleet, conversationId);
        if (session?.answeredAt !== undefined) waits.push(`${conversationId} reply`);
        else unanswered++;
      }
      await until(isTold(' reply'));
    });
    const told = await overdue();
    console.log(`${name}: ${told.length} reminders, ${kills} kills, ${unanswered} replies unknown`);
    expect(told.toSorted(), 'each wait is told of once').toEqual(waits.toSorted());
    const calls = [...fleet.hooks].filter(([hook]) => hook.startsWith('onOverdue'));
    expect(
      calls.filter(([, count]) => count > 1),
      'no hook is called twice for a wait',
    ).toEqual([]);
  });
});

// From any instance that lives long enough to answer.
async function sessionOf(fleet: Fleet, conversationId: string): Promise<Session | undefined> {
  for (;;) {
    try {
      return await fleet.up[0]?.session(conversationId);
    } catch (error) {
      if (!(error instanceof InstanceError) || error.kind !== 'gone') throw error;
    }
  }
}
