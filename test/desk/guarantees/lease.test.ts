import { expect, it } from 'vitest';
import { away } from '../support/interfered-store.ts';
import { pass, passUntil } from '../support/passing-time.ts';
import { eventually, said } from '../support/reading.ts';
import { sent, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('3. a holder that cannot renew its lease', (openPlace) => {
  it('makes no further attempt; what it knows of its own is recorded, and the others go on', async () => {
    const scene = await setUp(openPlace());
    const { a, b, clock, platform } = scene;
    const { conversationId, replies } = await platform.visitor({ transcript: [] });
    await b.desk.sessions();
    platform.faults.api('refuse');
    const back = (['renew', 'sweep'] as const).map((operation) => a.store.on(operation, away));
    // Until the lease is over.
    const gate = a.api.holdAnswers();
    const outcome = Promise.allSettled([a.desk.reply(conversationId, 'one')]);
    await eventually(() => expect(sent(scene)).toEqual(['A: one']));
    const second = b.desk.reply(conversationId, 'two');
    await passUntil(clock, async () => expect((await said(b, conversationId))[0]).toBe('agent unknown: one'), 20_000);
    gate.open();
    for (const restore of back) restore();
    expect(await second).toMatchObject({ status: 'sent' });
    expect(await outcome).toMatchObject([{ reason: { kind: 'connection', delivery: 'not_sent' } }]);
    await eventually(async () =>
      expect(await said(b, conversationId)).toEqual(['agent failed: one', 'agent sent: two']),
    );
    expect(sent(scene)).toEqual(['A: one', 'B: two']);
    expect(await b.desk.reply(conversationId, 'three')).toMatchObject({ status: 'sent' });
    expect(replies.map(({ body }) => body)).toEqual(['two', 'three']);
  });

  it('keeps its turn for as long as it can renew it, however long GPTBots takes', async () => {
    const scene = await setUp(openPlace(), { platform: { waitTimeoutMs: 600_000 } });
    const { a, b, clock, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    await b.desk.sessions();
    const gate = a.api.hold();
    const first = a.desk.reply(conversationId, 'one');
    await gate.arrived;
    const second = b.desk.reply(conversationId, 'two');
    await pass(clock, 60_000);
    expect(await said(b, conversationId)).toEqual(['agent pending: one', 'agent pending: two']);
    gate.open();
    expect(await Promise.all([first, second])).toMatchObject([{ status: 'sent' }, { status: 'sent' }]);
    expect(sent(scene)).toEqual(['A: one', 'A: two']);
  });
});
