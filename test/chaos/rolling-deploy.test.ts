import type { Visitor } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { replyThrough } from './support/agent.ts';
import type { Build } from './support/builds.ts';
import { describeOnEachDatabase } from './support/databases.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { openConversations, talk } from './support/load.ts';

const seed = 10;
const conversations = 16;

describeOnEachDatabase('a rolling deploy of another version', ({ name, open }) => {
  it('refuses and loses nothing between neighbouring versions, forth and back', async () => {
    const database = await open();
    // No call takes longer than its attempt may, however slow the machine.
    const fleet = await Fleet.start({ ...database.choices(), settings: { timeoutMs: 10_000 } });
    const visitors = await openConversations(fleet, conversations);
    const deployments: [number, Build][] = [
      [0, 'reads the next layout'],
      [1, 'reads the next layout'],
      // Back, and forth again.
      [0, 'today'],
      [2, 'reads the next layout'],
      [0, 'reads the next layout'],
      [1, 'writes the next layout'],
      [1, 'reads the next layout'],
      [0, 'writes the next layout'],
      [1, 'writes the next layout'],
      [2, 'writes the next layout'],
    ];
    for (const [round, [index, build]] of deployments.entries()) {
      const talking = talk(fleet, visitors, { name: `${round}`, replies: 4, chats: 4, seed: seed + round });
      await fleet.moreCalls(40);
      expect(await fleet.at(index).terminate()).toBe(0);
      await fleet.startInstance(index, build);
      await talking;
    }
    const count = deployments.length * conversations * 4;
    const report = await fleet.report(visitors);
    expectNothingLost(`${name}: ${deployments.length} instances replaced, seed ${seed}`, report);
    expect(report).toMatchObject({ replies: count, chats: count, notAcknowledged: 0, sent: count });
    expect([...fleet.proxy.answers.keys()], 'GPTBots gets 200 for each webhook').toEqual([200]);
    expect(fleet.problems.filter(Boolean), 'nothing that a later version added is lost').toEqual([]);
  });

  it('that skips a version loses nothing, and old instances say what they cannot read', async () => {
    const database = await open();
    const fleet = await Fleet.start({ ...database.choices({ leaseMs: 1_000 }), settings: { timeoutMs: 10_000 } });
    const visitors = await openConversations(fleet, conversations);
    await talk(fleet, visitors, { name: 'before', replies: 4, chats: 4, seed });
    await fleet.at(2).terminate();
    await fleet.startInstance(2, 'writes the next layout');
    // The proxy asks another instance where one answers 503, and an agent does the same.
    await talk(fleet, visitors, { name: 'mixed', replies: 4, chats: 4, seed: seed + 1 });
    // It has surely written to each of them.
    const touch = ({ conversationId }: Visitor, index: number) =>
      replyThrough(fleet, conversationId, `touched ${index}`, () => fleet.at(2));
    await Promise.all(visitors.map(touch));
    await fleet.at(2).terminate();

    for (const [index, visitor] of visitors.entries()) {
      const { conversationId } = visitor;
      const text = `refused ${index}`;
      expect(await visitor.say(text), 'an old instance answers 503').toMatchObject({ delivered: false, status: 503 });
      fleet.account.said(conversationId, text, false);
      const newer = { kind: 'store', message: expect.stringContaining('newer version of gptbots-human') };
      await expect(fleet.at(0).session(conversationId)).rejects.toMatchObject(newer);
      const refused = { ...newer, delivery: 'not_sent' };
      await expect(fleet.at(1).reply(conversationId, text)).rejects.toMatchObject(refused);
    }

    for (const index of [0, 1, 2]) {
      if (index < 2) await fleet.at(index).terminate();
      await fleet.startInstance(index, 'writes the next layout');
    }
    for (const { body = '' } of await fleet.proxy.redeliver()) fleet.account.acknowledged(JSON.parse(body).body);
    await talk(fleet, visitors, { name: 'after', replies: 4, chats: 4, seed: seed + 2 });
    const report = await fleet.report(visitors);
    expectNothingLost(`${name}: a version skipped, seed ${seed}`, report);
    const count = conversations * (3 * 4 + 1);
    expect(report).toMatchObject({ replies: count, chats: count, notAcknowledged: 0 });
  });
});
