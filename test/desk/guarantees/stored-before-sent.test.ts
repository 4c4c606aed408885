import { expect, it } from 'vitest';
import { away } from '../support/interfered-store.ts';
import { pass, passUntil } from '../support/passing-time.ts';
import { eventsOf, eventually, said } from '../support/reading.ts';
import { sent, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('5. a reply is stored before it is sent', (openPlace) => {
  it('stores a reply as pending before it goes out, and as sent once GPTBots accepted it', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const { conversationId, replies } = await platform.visitor({ transcript: [] });
    const events = await eventsOf(b);
    const gate = a.api.hold();
    const replying = a.desk.reply(conversationId, 'Hi, this is Ann.', { agent: { id: 'ann', name: 'Ann' } });
    await gate.arrived;
    expect(await said(b, conversationId)).toEqual(['agent pending: Hi, this is Ann.']);
    expect(replies).toEqual([]);
    gate.open();
    const message = await replying;
    expect(message).toEqual((await b.desk.transcript(conversationId))[0]);
    expect(message).toMatchObject({ from: 'agent', status: 'sent', seq: 1, agent: { id: 'ann', name: 'Ann' } });
    await eventually(() => expect(events.map(({ type }) => type)).toEqual(['message', 'settled', 'connected']));
  });

  it.each([
    ['code-40000', { kind: 'api', delivery: 'rejected', code: 40000 }, 'failed'],
    ['401', { kind: 'api', delivery: 'rejected', status: 401 }, 'failed'],
    ['refuse', { kind: 'connection', delivery: 'not_sent' }, 'failed'],
    ['drop-before-accept', { kind: 'timeout', delivery: 'unknown' }, 'unknown'],
    ['drop-after-accept', { kind: 'timeout', delivery: 'unknown' }, 'unknown'],
    ['reset-after-accept', { kind: 'connection', delivery: 'unknown' }, 'unknown'],
    ['500-after-accept', { kind: 'http', delivery: 'unknown' }, 'unknown'],
  ] as const)('rejects with the delivery and records it when GPTBots plays %s', async (fault, error, status) => {
    const { a, b, platform } = await setUp(openPlace(), {
      // Short only where no answer comes, and long enough for the next reply on a busy machine.
      client: { timeoutMs: fault.startsWith('drop') ? 2_000 : 60_000, retry: 'never' },
    });
    const { conversationId: conversation_id } = await platform.visitor({ transcript: [] });
    platform.faults.api(fault);
    await expect(a.desk.reply(conversation_id, 'Hi')).rejects.toMatchObject({ ...error, conversation_id });
    expect(await said(b, conversation_id)).toEqual([`agent ${status}: Hi`]);
    expect(await b.desk.reply(conversation_id, 'the next one'), 'the outbox goes on').toMatchObject({ status: 'sent' });
  });

  it('makes the reply of a holder that died unknown, and sends the rest once each, on another instance', async () => {
    const scene = await setUp(openPlace());
    const { a, b, c, clock, platform } = scene;
    const { conversationId, replies } = await platform.visitor({ transcript: [] });
    const gate = a.api.hold();
    const started = a.desk.reply(conversationId, 'started', { id: 'started' });
    started.catch(() => {});
    await gate.arrived;
    // A is gone: neither its store nor its customers hear of it again.
    for (const operation of ['renew', 'settle', 'sweep', 'start'] as const)
      a.store.on(operation, () => new Promise(() => {}));
    const queued = Promise.all(['one', 'two', 'three'].map((text) => b.desk.reply(conversationId, text)));
    await c.desk.sessions();
    await passUntil(
      clock,
      async () => {
        expect((await said(b, conversationId))[0]).toBe('agent unknown: started');
      },
      20_000,
    );
    expect(await queued).toMatchObject([{ status: 'sent' }, { status: 'sent' }, { status: 'sent' }]);
    const stored = await b.desk.transcript(conversationId);
    expect(replies.map(({ body }) => body)).toEqual(stored.slice(1).map(({ text }) => text));
    expect(replies).toHaveLength(3);
    await expect(b.desk.reply(conversationId, 'started', { id: 'started' })).rejects.toMatchObject({
      delivery: 'unknown',
    });
    expect(sent(scene).filter((line) => line.endsWith('started'))).toEqual([]);
  });

  it('sends what was started when its desk could not be told, once the store is back', async () => {
    const scene = await setUp(openPlace());
    const { a, b, clock, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    const back = a.store.on('reply', async (run) => {
      await run();
      return away(run);
    });
    const stillAway = a.store.on('start', away);
    await expect(a.desk.reply(conversationId, 'one', { id: '1' })).rejects.toMatchObject({ kind: 'store' });
    back();
    await pass(clock, 1000);
    expect(await said(b, conversationId)).toEqual(['agent pending: one']);
    stillAway();
    await passUntil(clock, async () => expect(await said(b, conversationId)).toEqual(['agent sent: one']));
    expect(await a.desk.reply(conversationId, 'one', { id: '1' }), 'the same reply again').toMatchObject({
      status: 'sent',
    });
    expect(sent(scene).map((line) => line.slice(3))).toEqual(['one']);
  });

  it('sends what was queued when its desk could not be told, once a sweep finds it', async () => {
    const scene = await setUp(openPlace());
    const { a, b, c, clock, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    await b.desk.sessions();
    await c.desk.sessions();
    // Stored and started, and then nobody hears of it.
    a.store.on('start', away);
    const back = a.store.on('reply', async (run) => {
      await run();
      return away(run);
    });
    await expect(a.desk.reply(conversationId, 'one', { id: '1' })).rejects.toMatchObject({ kind: 'store' });
    back();
    const second = b.desk.reply(conversationId, 'two', { id: '2' });
    await passUntil(
      clock,
      async () => {
        expect(await said(b, conversationId)).toEqual(['agent unknown: one', 'agent sent: two']);
      },
      20_000,
    );
    expect(await second).toMatchObject({ status: 'sent' });
    expect(sent(scene).map((line) => line.slice(3))).toEqual(['two']);
  });

  it('records an outcome later when the store was away at the time', async () => {
    const scene = await setUp(openPlace());
    const { a, b, clock, platform } = scene;
    const { conversationId, replies } = await platform.visitor({ transcript: [] });
    const back = a.store.on('settle', away);
    const message = await a.desk.reply(conversationId, 'Hi');
    expect(message, 'what GPTBots said is true, whether it is recorded or not').toMatchObject({ status: 'sent' });
    expect(await said(b, conversationId)).toEqual(['agent pending: Hi']);
    expect(a.errors).toMatchObject([{ kind: 'store' }]);
    back();
    await passUntil(clock, async () => expect(await said(b, conversationId)).toEqual(['agent sent: Hi']));
    await pass(clock, 15_000);
    expect(await said(b, conversationId)).toEqual(['agent sent: Hi']);
    expect(replies).toHaveLength(1);
  });
});
