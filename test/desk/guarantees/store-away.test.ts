import { expect, it } from 'vitest';
import { answerLost, away, type Interference } from '../support/interfered-store.ts';
import { pass, passUntil } from '../support/passing-time.ts';
import { eventually, said } from '../support/reading.ts';
import { sent, setUp, webhooks } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

const never = () => new Promise<never>(() => {});

// No event comes, and no error. The cast holds: what a desk asks `events` for is an iterable, not a promise.
const silent = (() => ({ [Symbol.asyncIterator]: () => ({ next: never }) })) as unknown as Interference;

describeOnEachStore('while the store is away', (openPlace) => {
  it('a reply that could not be stored rejects with kind store, and says whether the customer gets it', async () => {
    const { a, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor({ transcript: [] });
    a.store.on('reply', away);
    const told = { kind: 'store', delivery: 'not_sent', message: expect.stringMatching(/customer did not get/) };
    await expect(a.desk.reply(conversationId, 'Hi')).rejects.toMatchObject(told);
  });

  it('a caller who gives up while the store is asked does not wait for it', async () => {
    const { a, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor({ transcript: [] });
    a.store.on('reply', never);
    const controller = new AbortController();
    const reply = a.desk.reply(conversationId, 'Hi', { signal: controller.signal });
    await eventually(() => expect(a.store.count('reply')).toBe(1));
    controller.abort();
    const told = { kind: 'aborted', delivery: 'unknown', message: expect.stringMatching(/may or may not get/) };
    await expect(reply).rejects.toMatchObject(told);
  });

  it('a reply that waits for what another instance sends ends with kind store, and is sent once all the same', async () => {
    const scene = await setUp(openPlace());
    const { a, b, clock, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    const gate = a.api.hold();
    const first = a.desk.reply(conversationId, 'first');
    await gate.arrived;
    const back = [b.store.on('events', silent), b.store.on('transcript', away)];
    const outcome = b.desk.reply(conversationId, 'second', { id: '2' }).catch((error: unknown) => error);
    await eventually(async () => expect(await said(a, conversationId)).toHaveLength(2));
    await pass(clock, 4_000);
    expect(await outcome).toMatchObject({
      kind: 'store',
      delivery: 'unknown',
      conversation_id: conversationId,
      message: expect.stringMatching(/may or may not get it/),
    });
    for (const end of back) end();
    gate.open();
    await first;
    expect(await b.desk.reply(conversationId, 'second', { id: '2' })).toMatchObject({ status: 'sent' });
    expect(sent(scene)).toEqual(['A: first', 'A: second']);
  });

  it('a reply of which no event comes is found out about all the same', async () => {
    const scene = await setUp(openPlace());
    const { a, b, clock, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    const gate = a.api.hold();
    const first = a.desk.reply(conversationId, 'first');
    await gate.arrived;
    b.store.on('events', silent);
    const second = b.desk.reply(conversationId, 'second');
    await eventually(async () => expect(await said(a, conversationId)).toHaveLength(2));
    gate.open();
    await first;
    await eventually(async () => expect((await said(a, conversationId))[1]).toBe('agent sent: second'));
    await pass(clock, 4_000);
    expect(await second).toMatchObject({ status: 'sent' });
  });

  it('a greeting that was started when the answer of the store was lost is sent and recorded, not left to a sweep', async () => {
    const scene = await setUp(openPlace(), { desk: { greeting: 'One minute, please.' } });
    const { a, b, clock, platform } = scene;
    const back = a.store.on('establish', answerLost);
    const stillAway = a.store.on('start', away);
    const { status } = await platform.visitor({ transcript: [] });
    expect(status).toBe('busy');
    const [establish] = webhooks(scene, 'establish');
    const { conversation_id } = JSON.parse(new TextDecoder().decode(establish?.request.body));
    back();
    expect(await said(b, conversation_id)).toEqual(['system pending: One minute, please.']);
    stillAway();
    // GPTBots does not know the conversation: it has shown Busy.
    await passUntil(clock, async () =>
      expect(await said(b, conversation_id)).toEqual(['system failed: One minute, please.']),
    );
  });
});
