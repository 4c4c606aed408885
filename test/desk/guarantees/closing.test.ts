import { expect, it } from 'vitest';
import { passUntil } from '../support/passing-time.ts';
import { eventually, said } from '../support/reading.ts';
import { type Scene, sent, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

const farewell = 'Goodbye.';

describeOnEachStore('5. closing', (openPlace) => {
  it('sends the farewell, then the close, after all that was queued', async () => {
    const scene = await setUp(openPlace());
    const { a, platform } = scene;
    const visitor = await platform.visitor({ transcript: [] });
    const [reply, session] = await Promise.all([
      a.desk.reply(visitor.conversationId, 'Hi'),
      a.desk.close(visitor.conversationId, { farewell, agent: { id: 'ann' } }),
    ]);
    expect(reply).toMatchObject({ status: 'sent' });
    expect(session).toMatchObject({ state: 'closed', closeReason: 'agent_closed', closedAt: expect.any(Number) });
    expect(sent(scene)).toEqual(['A: Hi', `A: ${farewell}`, 'A: close']);
    expect((await a.desk.transcript(visitor.conversationId))[1]).toMatchObject({ from: 'agent', agent: { id: 'ann' } });
    expect(visitor).toMatchObject({ status: 'closed', endReason: 'CLOSED_BY_SERVICE' });
  });

  it.each([
    ['code-40000', 'failed'],
    ['reset-after-accept', 'unknown'],
  ] as const)('goes on when the farewell meets %s; onError hears of it', async (fault, status) => {
    const { a, platform } = await setUp(openPlace(), { client: { retry: 'never' } });
    const visitor = await platform.visitor({ transcript: [] });
    platform.faults.api(fault);
    const { conversationId } = visitor;
    expect(await a.desk.close(conversationId, { farewell })).toMatchObject({ closeReason: 'agent_closed' });
    expect(visitor.endReason).toBe('CLOSED_BY_SERVICE');
    expect(await said(a, conversationId)).toEqual([`agent ${status}: ${farewell}`]);
    await eventually(() => expect(a.errors).toMatchObject([{ conversation_id: conversationId }]));
  });

  it('is tried again when nobody knows whether GPTBots took it', async () => {
    const scene = await setUp(openPlace());
    const { a, platform } = scene;
    const visitor = await platform.visitor({ transcript: [] });
    platform.faults.api('500-after-accept');
    expect(await a.desk.close(visitor.conversationId)).toMatchObject({ state: 'closed', closeReason: 'agent_closed' });
    expect(sent(scene)).toEqual(['A: close', 'A: close']);
  });

  it('rejects when GPTBots refuses it; then the session is open, and may be closed again', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const visitor = await platform.visitor({ transcript: [] });
    const { conversationId: conversation_id } = visitor;
    platform.faults.api('none', 'code-40000');
    await expect(a.desk.close(conversation_id, { farewell })).rejects.toMatchObject({ kind: 'api', conversation_id });
    expect(await b.desk.session(conversation_id)).toMatchObject({ state: 'connected' });
    expect(await b.desk.reply(conversation_id, 'Still here')).toMatchObject({ status: 'sent' });
    expect(await b.desk.close(conversation_id)).toMatchObject({ state: 'closed' });
    expect(visitor.replies.map(({ body }) => body)).toEqual([farewell, 'Still here']);
  });

  it('with evenIfRefused ends on this side when GPTBots refuses it, and not when GPTBots cannot be reached', async () => {
    const { a, b, platform } = await setUp(openPlace(), { client: { maxRetries: 0 } });
    const visitor = await platform.visitor({ transcript: [] });
    const { conversationId: conversation_id } = visitor;
    platform.faults.api('refuse');
    const closing = a.desk.close(conversation_id, { evenIfRefused: true });
    await expect(closing).rejects.toMatchObject({ kind: 'connection', conversation_id });
    expect(await b.desk.session(conversation_id)).toMatchObject({ state: 'waiting' });
    platform.faults.api('code-40000');
    await expect(a.desk.close(conversation_id)).rejects.toMatchObject({ kind: 'api', conversation_id });
    expect(await b.desk.session(conversation_id), 'after a close that may be refused').toMatchObject({
      state: 'waiting',
    });
    platform.faults.api('code-40000');
    const closed = { state: 'closed', closeReason: 'agent_closed' };
    expect(await a.desk.close(conversation_id, { evenIfRefused: true })).toMatchObject(closed);
    expect(await b.desk.session(conversation_id)).toMatchObject(closed);
    await expect(b.desk.reply(conversation_id, 'late')).rejects.toMatchObject({ kind: 'closed' });
  });

  it('asked again with the same farewellId sends one farewell', async () => {
    const scene = await setUp(openPlace());
    const { a, b, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    platform.faults.api('none', 'code-40000');
    const close = (desk: typeof a.desk) => desk.close(conversationId, { farewell, farewellId: 'f1' });
    await expect(close(a.desk)).rejects.toMatchObject({ kind: 'api' });
    expect(await close(b.desk)).toMatchObject({ state: 'closed' });
    expect(sent(scene)).toEqual([`A: ${farewell}`, 'A: close', 'B: close']);
    expect(await said(a, conversationId)).toEqual([`agent sent: ${farewell}`]);
  });

  it('asked on one instance while another sends is done by the other', async () => {
    const scene = await setUp(openPlace());
    const { gate, replying, closing } = await closeWhileReplying(scene);
    gate.open();
    expect(await replying).toMatchObject({ status: 'sent' });
    expect(await closing).toMatchObject({ state: 'closed', closeReason: 'agent_closed' });
    expect(sent(scene)).toEqual(['B: Hi', `B: ${farewell}`, 'B: close']);
  });

  it('that failed elsewhere is tried here, without a second farewell', async () => {
    const scene = await setUp(openPlace());
    const { gate, replying, closing } = await closeWhileReplying(scene);
    scene.platform.faults.api('none', 'none', 'code-40000');
    gate.open();
    await replying;
    expect(await closing).toMatchObject({ state: 'closed', closeReason: 'agent_closed' });
    expect(sent(scene)).toEqual(['B: Hi', `B: ${farewell}`, 'B: close', 'A: close']);
  });

  it('asked for on three instances at once happens once', async () => {
    const scene = await setUp(openPlace());
    const { a, b, c, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    const closed = await Promise.all([a, b, c].map(({ desk }) => desk.close(conversationId, { farewell })));
    for (const session of closed) expect(session).toEqual(closed[0]);
    expect(sent(scene).map((line) => line.slice(3))).toEqual([farewell, 'close']);
  });

  it('ends as well when the user leaves meanwhile', async () => {
    const { visitor, gate, replying, closing } = await closeWhileReplying(await setUp(openPlace()));
    const replied = replying.catch(() => {});
    await visitor.leave();
    expect(await closing).toMatchObject({ state: 'closed', closeReason: 'user_closed' });
    gate.open();
    await replied;
    expect(visitor.replies).toEqual([]);
  });

  it('whose holder died is sent again by another instance', async () => {
    const scene = await setUp(openPlace());
    const { a, b, clock, platform } = scene;
    const visitor = await platform.visitor({ transcript: [] });
    const { conversationId } = visitor;
    const gate = a.api.hold();
    a.desk.close(conversationId).catch(() => {});
    await gate.arrived;
    for (const operation of ['renew', 'settle', 'sweep'] as const) a.store.on(operation, () => new Promise(() => {}));
    await b.desk.sessions();
    await passUntil(
      clock,
      async () => expect(await b.desk.session(conversationId)).toMatchObject({ closeReason: 'agent_closed' }),
      20_000,
    );
    expect(visitor.endReason).toBe('CLOSED_BY_SERVICE');
    expect(sent(scene)).toEqual(['B: close']);
  });
});

/** B sends a reply, which waits at the gate; A is asked to close, which waits for the reply. */
async function closeWhileReplying({ a, b, platform }: Scene) {
  const visitor = await platform.visitor({ transcript: [] });
  const { conversationId } = visitor;
  const gate = b.api.hold();
  const replying = b.desk.reply(conversationId, 'Hi');
  await gate.arrived;
  const closing = a.desk.close(conversationId, { farewell });
  await eventually(async () => expect(await said(b, conversationId)).toHaveLength(2));
  return { visitor, gate, replying, closing };
}
