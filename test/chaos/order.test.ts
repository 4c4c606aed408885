import { expect, it } from 'vitest';
import { describeOnEachDatabase } from './support/databases.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { openConversations, switchOnFaults, talk } from './support/load.ts';

const seed = 5;

describeOnEachDatabase('webhooks that arrive in another order than they were sent', ({ name, open }) => {
  it('leave every chat in its place when chats are swapped', async () => {
    const database = await open();
    const fleet = await Fleet.start(database.choices());
    const visitors = await openConversations(fleet, 32);
    switchOnFaults(fleet, seed, { api: {}, webhook: { reorder: 0.4 } });
    await talk(fleet, visitors, { name: '', replies: 10, chats: 16, seed });
    const transcripts = await Promise.all(visitors.map((visitor) => fleet.settledTranscript(visitor)));
    const swapped = transcripts.flat().filter(({ from, seq, order }) => from === 'user' && order > 0 && order !== seq);
    expect(swapped.length, 'chats that are stored after one that was said later').toBeGreaterThan(0);
    const report = await fleet.report(visitors);
    expectNothingLost(`${name}: ${swapped.length} chats swapped, seed ${seed}`, report);
    expect(report).toMatchObject({ replies: 320, chats: 512, notAcknowledged: 0 });
  });

  it('open one session, which the establish fills, when a chat comes first', async () => {
    const database = await open();
    const fleet = await Fleet.start(database.choices());
    fleet.platform.faults.webhook({ fault: 'chat-before-establish', probability: 1 });
    const visitors = await openConversations(fleet, 20);
    const said = await Promise.all(visitors.map((visitor, index) => visitor.say(`c.${index}`)));
    for (const [index, { conversationId }] of visitors.entries()) {
      fleet.account.said(conversationId, `c.${index}`, said[index]?.delivered ?? false);
    }
    await fleet.platform.settled();
    for (const [index, { conversationId }] of visitors.entries()) {
      const session = await fleet.at(index % 3).session(conversationId);
      expect(session).toMatchObject({ state: 'waiting', userMessages: 1 });
      expect(session, 'the establish has filled the orphan').not.toHaveProperty('orphan');
      const transcript = await fleet.at(index % 3).transcript(conversationId);
      const displayed = transcript.toSorted((a, b) => a.order - b.order);
      expect(displayed.map(({ text }) => text)).toEqual(['I would like to talk to a human.', '', `c.${index}`]);
    }
    const report = await fleet.report(visitors);
    expectNothingLost(`${name}: a chat before each establish`, report);
    expect(report).toMatchObject({ chats: 20, notAcknowledged: 0 });
  });

  it('leave the session closed, with all that was said, when the close comes first', async () => {
    const database = await open();
    const fleet = await Fleet.start(database.choices());
    const visitors: Awaited<ReturnType<typeof openConversations>> = [];
    // The establish of each is held back for a second. On a busy machine that is too short for some: then others are opened.
    for (let orphans = 0; orphans < 20; ) {
      fleet.platform.faults.webhook({ fault: 'chat-before-establish', probability: 1 });
      const opened = await openConversations(fleet, 20 - orphans);
      fleet.platform.faults.clear();
      await Promise.all(opened.map((visitor) => visitor.leave()));
      for (const { conversationId } of opened) {
        const session = await fleet.at(0).session(conversationId);
        expect(session).toMatchObject({ state: 'closed' });
        if (session?.orphan) orphans++;
      }
      visitors.push(...opened);
    }
    await fleet.platform.settled();
    for (const [index, { conversationId }] of visitors.entries()) {
      const session = await fleet.at(index % 3).session(conversationId);
      expect(session).toMatchObject({ state: 'closed', closeReason: 'user_closed' });
      expect(session, 'the establish has filled the orphan').not.toHaveProperty('orphan');
      expect(await fleet.at(index % 3).transcript(conversationId)).toHaveLength(2);
      await expect(fleet.at(index % 3).reply(conversationId, 'too late')).rejects.toMatchObject({ kind: 'closed' });
    }
    expect([...fleet.proxy.answers.keys()], 'every webhook is acknowledged').toEqual([200]);
  });

  it('keep a chat that comes after the close, marked late, and change nothing else', async () => {
    const database = await open();
    const fleet = await Fleet.start(database.choices());
    const visitors = await openConversations(fleet, 20);
    fleet.platform.faults.webhook(({ name }) => (name === 'close' ? 'chat-after-close' : undefined));
    await Promise.all(visitors.map((visitor) => visitor.leave()));
    await fleet.platform.settled();
    for (const { conversationId } of visitors) {
      expect(await fleet.at(0).session(conversationId)).toMatchObject({ state: 'closed', closeReason: 'user_closed' });
      expect((await fleet.at(0).transcript(conversationId)).at(-1)).toMatchObject({ from: 'user', late: true });
    }
    expect([...fleet.proxy.answers.keys()], 'every webhook is acknowledged').toEqual([200]);
  });
});
