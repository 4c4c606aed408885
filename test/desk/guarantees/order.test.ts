import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { eventually, said, shown } from '../support/reading.ts';
import { post, sent, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('3. order', (openPlace) => {
  it('shows swapped chats in the order they were written, and never changes their seq', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const visitor = await platform.visitor({ transcript: [] });
    const conversation_id = visitor.conversationId;
    const at = Date.now();
    const write = (body: string, after: number) => samples.chat({ conversation_id, body, timestamp: at + after });
    await post(a, 'chat', write('second', 2000));
    const [first] = await a.desk.transcript(conversation_id);
    await a.desk.reply(conversation_id, 'the answer');
    await post(b, 'chat', write('fourth', 4000));
    await post(a, 'chat', write('first', 1000));
    await post(b, 'chat', write('third', 3000));

    expect(await shown(a, conversation_id)).toEqual(['first', 'second', 'the answer', 'third', 'fourth']);
    const stored = await b.desk.transcript(conversation_id);
    expect(stored.map(({ seq, text }) => [seq, text])).toEqual([
      [1, 'second'],
      [2, 'the answer'],
      [3, 'fourth'],
      [4, 'first'],
      [5, 'third'],
    ]);
    expect(stored[0]).toEqual(first);
  });

  it('shows a message of the same time after the one that was stored before it', async () => {
    const { a, platform } = await setUp(openPlace());
    const { conversationId: conversation_id } = await platform.visitor({ transcript: [] });
    const timestamp = Date.now();
    for (const body of ['one', 'two', 'three'])
      await post(a, 'chat', samples.chat({ conversation_id, body, timestamp }));
    expect(await shown(a, conversation_id)).toEqual(['one', 'two', 'three']);
  });

  it('sends replies that were queued on two instances in the order of storing, one at a time', async () => {
    const scene = await setUp(openPlace());
    const { a, b, platform } = scene;
    const { conversationId, replies } = await platform.visitor({ transcript: [] });
    const gate = a.api.hold();
    const sending: Promise<unknown>[] = [a.desk.reply(conversationId, 'reply 0')];
    await gate.arrived;
    for (let i = 1; i < 10; i++) {
      sending.push((i % 2 ? b : a).desk.reply(conversationId, `reply ${i}`));
      // Queued one after another, so that the order of storing is known.
      await eventually(async () => expect(await a.desk.transcript(conversationId)).toHaveLength(i + 1));
    }
    expect(sent(scene), 'nothing is sent beside the one that is on its way').toEqual([]);
    gate.open();
    await Promise.all(sending);
    expect(replies.map(({ body }) => body)).toEqual(Array.from({ length: 10 }, (_, i) => `reply ${i}`));
    expect(a.api.most + b.api.most, 'calls of GPTBots at the same time').toBe(1);
  });

  it('keeps the order of storing when a hundred replies are asked for at once on three instances', async () => {
    const { a, b, c, platform } = await setUp(openPlace());
    const { conversationId, replies } = await platform.visitor({ transcript: [] });
    const desks = [a.desk, b.desk, c.desk];
    await Promise.all(Array.from({ length: 99 }, (_, i) => desks[i % 3]?.reply(conversationId, `reply ${i}`)));
    const stored = await a.desk.transcript(conversationId);
    expect(replies.map(({ body }) => body)).toEqual(stored.map(({ text }) => text));
    expect(new Set(replies.map(({ body }) => body)).size).toBe(99);
  });

  it('lets whoever holds the turn send what others have queued, and tells them', async () => {
    const scene = await setUp(openPlace());
    const { a, b, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    const gate = a.api.hold();
    const first = a.desk.reply(conversationId, 'from A');
    await gate.arrived;
    const second = b.desk.reply(conversationId, 'from B', { agent: { id: 'bob' } });
    await eventually(async () => expect(await said(a, conversationId)).toHaveLength(2));
    gate.open();
    expect(await first).toMatchObject({ text: 'from A', status: 'sent' });
    expect(await second).toMatchObject({ text: 'from B', status: 'sent', agent: { id: 'bob' } });
    expect(sent(scene)).toEqual(['A: from A', 'A: from B']);
  });

  it('tells who waits on another instance that the reply failed', async () => {
    const scene = await setUp(openPlace());
    const { a, b, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    platform.faults.api('none', 'code-40000', '500-after-accept');
    const gate = a.api.hold();
    const first = a.desk.reply(conversationId, 'from A');
    await gate.arrived;
    const refused = b.desk.reply(conversationId, 'refused', { id: 'r' });
    await eventually(async () => expect(await said(a, conversationId)).toHaveLength(2));
    const lost = b.desk.reply(conversationId, 'lost');
    await eventually(async () => expect(await said(a, conversationId)).toHaveLength(3));
    const outcomes = Promise.allSettled([refused, lost]);
    gate.open();
    await first;
    expect(await outcomes).toMatchObject([
      { reason: { delivery: 'not_sent', conversation_id: conversationId } },
      { reason: { delivery: 'unknown', conversation_id: conversationId } },
    ]);
    expect(await said(a, conversationId)).toEqual([
      'agent sent: from A',
      'agent failed: refused',
      'agent unknown: lost',
    ]);
    expect(await b.desk.reply(conversationId, 'refused', { id: 'r' }), 'tried again').toMatchObject({ status: 'sent' });
  });
});
