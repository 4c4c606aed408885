import type { Visitor } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { eventually } from '../helpers/eventually.ts';
import { describeOnEachDatabase } from './support/databases.ts';
import { Fleet } from './support/fleet.ts';
import { killEverySecond } from './support/killed-every-second.ts';
import { openConversations } from './support/load.ts';

const turnsAwayWith = 'We are back on Monday at 9.';
const enoughKills = 6;
const inEachGroup = 20;

describeOnEachDatabase('turning away, while one instance is killed every second', ({ name, open }) => {
  it('sends each text once and closes each session', async () => {
    const database = await open();
    const fleet = await Fleet.start({ ...database.choices({ leaseMs: 1_000 }), settings: { turnsAwayWith } });
    const visitors: Visitor[] = [];
    const kills = await killEverySecond(fleet, async (killed) => {
      while (killed() < enoughKills) {
        visitors.push(...(await openConversations(fleet, inEachGroup)));
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      await Promise.all(visitors.map((visitor) => eventually(() => expect(visitor.status).toBe('closed'))));
    });
    let unknown = 0;
    for (const visitor of visitors) {
      const { conversationId } = visitor;
      const session = await fleet.at(0).session(conversationId);
      expect(session).toMatchObject({ state: 'closed', closeReason: 'turned_away' });
      const texts = (await fleet.settledTranscript(visitor)).filter(({ from }) => from === 'system');
      expect(texts).toMatchObject([{ text: turnsAwayWith, status: expect.stringMatching(/^(sent|unknown)$/) }]);
      const shown = visitor.replies.map(({ body }) => body);
      // Its instance was killed while it was being sent: the user may have got it, and it is not sent again.
      if (texts[0]?.status === 'unknown') unknown++;
      else expect(shown, 'the text is shown once').toEqual([turnsAwayWith]);
      expect(shown.length).toBeLessThanOrEqual(1);
    }
    console.log(`${name}: ${visitors.length} turned away, ${kills} kills, ${unknown} texts unknown`);
    expect(unknown, 'no more than were being sent when an instance was killed').toBeLessThan(kills * inEachGroup);
  });
});
