import type { Visitor } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from './support/databases.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { openConversations } from './support/load.ts';

const conversations = 40;
const chats = 15;

describeOnEachDatabase('each webhook sent to two instances at the same moment', ({ name, open }) => {
  it('has one effect, and calls each hook once', async () => {
    const database = await open();
    const fleet = await Fleet.start(database.choices());
    fleet.proxy.copies = 2;
    const visitors = await openConversations(fleet, conversations);
    await Promise.all(visitors.map((visitor, index) => sayAll(fleet, visitor, index)));
    // All that was said is stored before the end: what comes later is kept, and changes no hook.
    await Promise.all(visitors.map((visitor) => visitor.leave()));
    const report = await fleet.report(visitors);
    expectNothingLost(`${name}: each webhook to two instances`, report);
    expect(report).toMatchObject({ chats: conversations * chats, notAcknowledged: 0 });
    for (const { conversationId } of visitors) {
      expect(await fleet.at(0).session(conversationId)).toMatchObject({
        state: 'closed',
        closeReason: 'user_closed',
        userMessages: chats,
      });
      // The establish brings a question and an answer.
      expect(await fleet.at(0).transcript(conversationId)).toHaveLength(2 + chats);
    }
    // Each instance has to end first: its hooks run after its answers.
    await Promise.all(fleet.instances.map((instance) => instance.terminate()));
    expect(Object.fromEntries([...fleet.hooks].filter(([, times]) => times !== 1)), 'no hook is called twice').toEqual(
      {},
    );
    const called = (hook: string) => [...fleet.hooks.keys()].filter((key) => key.startsWith(`${hook} `)).length;
    expect(['onOpened', 'onMessage', 'onClosed', 'onUnanswered'].map(called)).toEqual([
      conversations,
      conversations * chats,
      conversations,
      conversations,
    ]);
  });
});

// By threes, so that those of one conversation are also under way at the same time.
async function sayAll({ account }: Fleet, visitor: Visitor, index: number): Promise<void> {
  for (let first = 0; first < chats; first += 3) {
    const texts = [0, 1, 2].map((one) => `c.${index}.${first + one}`);
    const said = await Promise.all(texts.map((text) => visitor.say(text)));
    for (const [at, { delivered }] of said.entries()) account.said(visitor.conversationId, texts[at] ?? '', delivered);
  }
}
