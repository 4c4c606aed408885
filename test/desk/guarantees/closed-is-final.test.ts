import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { passUntil } from '../support/passing-time.ts';
import { eventually, said } from '../support/reading.ts';
import { post, sent, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('4. closed is final', (openPlace) => {
  it('rejects a reply to a closed session with kind closed, and sends nothing', async () => {
    const scene = await setUp(openPlace());
    const visitor = await scene.platform.visitor({ transcript: [] });
    const { conversationId: conversation_id } = visitor;
    await visitor.leave();
    await expect(scene.b.desk.reply(conversation_id, 'Hi')).rejects.toMatchObject({
      kind: 'closed',
      delivery: 'not_sent',
      conversation_id,
    });
    expect(sent(scene)).toEqual([]);
    expect(await said(scene.a, conversation_id)).toEqual([]);
  });

  it('starts nothing that is queued when the user leaves; the reply in flight records its outcome', async () => {
    const scene = await setUp(openPlace());
    const { a, b, clock, platform } = scene;
    const visitor = await platform.visitor({ transcript: [] });
    const { conversationId } = visitor;
    platform.faults.api('delay');
    const inFlight = a.desk.reply(conversationId, 'in flight');
    expect(await visitor.nextReply()).toMatchObject({ body: 'in flight' });
    const queued = [a.desk.reply(conversationId, 'queued on A'), b.desk.reply(conversationId, 'queued on B')];
    const outcomes = Promise.allSettled(queued);
    await eventually(async () => expect(await said(a, conversationId)).toHaveLength(3));

    await visitor.leave();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { kind: 'closed', delivery: 'not_sent' } });
    }
    await clock.advance(1000);
    expect(await inFlight).toMatchObject({ status: 'sent' });
    expect(sent(scene)).toEqual(['A: in flight']);
    const stored = await said(b, conversationId);
    expect(stored[0]).toBe('agent sent: in flight');
    expect(stored.slice(1).sort()).toEqual(['agent failed: queued on A', 'agent failed: queued on B']);
    expect(await b.desk.session(conversationId)).toMatchObject({ state: 'closed', closeReason: 'user_closed' });
  });

  it('keeps a chat that comes later, marked late', async () => {
    const { a, platform, heard } = await setUp(openPlace());
    platform.faults.webhook('chat-after-close');
    const visitor = await platform.visitor({ transcript: [] });
    await visitor.leave();
    const [message] = await a.desk.transcript(visitor.conversationId);
    expect(message).toMatchObject({ from: 'user', status: 'received', late: true });
    expect(await a.desk.session(visitor.conversationId)).toMatchObject({ state: 'closed', closeReason: 'user_closed' });
    await eventually(() => expect(heard).toContain('A onMessage'));
  });

  it('returns a session that is closed already from close(), and sends nothing', async () => {
    const scene = await setUp(openPlace());
    const { a, b, platform } = scene;
    const visitor = await platform.visitor({ transcript: [] });
    await visitor.leave();
    const closed = await b.desk.close(visitor.conversationId, { farewell: 'Bye' });
    expect(closed).toEqual(await a.desk.session(visitor.conversationId));
    expect(closed).toMatchObject({ closeReason: 'user_closed' });
    expect(sent(scene)).toEqual([]);
  });

  it('opens a session again that only its own clock has closed, when the user writes', async () => {
    const scene = await setUp(openPlace(), { platform: { waitTimeoutMs: 600_000 }, desk: { waitTimeoutMs: 5000 } });
    const { a, b, c, clock, platform, heard } = scene;
    const visitor = await platform.visitor({ transcript: [] });
    const { conversationId } = visitor;
    await a.desk.sessions();
    await passUntil(
      clock,
      async () =>
        expect(await a.desk.session(conversationId)).toMatchObject({ state: 'closed', closeReason: 'never_answered' }),
      20_000,
    );
    await expect(b.desk.reply(conversationId, 'too late')).rejects.toMatchObject({ kind: 'closed' });

    scene.routeTo(c);
    await visitor.say('Is anybody there?');
    const session = await a.desk.session(conversationId);
    expect(session).toMatchObject({ state: 'waiting' });
    for (const gone of ['closedAt', 'closeReason']) expect(session).not.toHaveProperty(gone);
    const [message] = await a.desk.transcript(conversationId);
    expect(message).not.toHaveProperty('late');
    expect(await b.desk.reply(conversationId, 'I am')).toMatchObject({ status: 'sent' });
    expect(await a.desk.session(conversationId)).toMatchObject({ state: 'connected' });
    expect(visitor.replies).toHaveLength(1);
    await eventually(() => expect(heard).toContain('C onMessage'));
  });

  it('is final once GPTBots has said so, also after its own clock', async () => {
    const scene = await setUp(openPlace(), { platform: { waitTimeoutMs: 600_000 }, desk: { waitTimeoutMs: 5000 } });
    const { a, clock, platform } = scene;
    const { conversationId: conversation_id } = await platform.visitor({ transcript: [] });
    await passUntil(
      clock,
      async () => expect(await a.desk.session(conversation_id)).toMatchObject({ state: 'closed' }),
      20_000,
    );
    expect(await post(a, 'close', samples.close({ conversation_id, type: 'TIMEOUT' }))).toBe(200);
    expect(await post(a, 'chat', samples.chat({ conversation_id }))).toBe(200);
    expect(await a.desk.session(conversation_id)).toMatchObject({ state: 'closed', closeReason: 'never_answered' });
    expect(await a.desk.transcript(conversation_id)).toMatchObject([{ late: true }]);
  });
});
