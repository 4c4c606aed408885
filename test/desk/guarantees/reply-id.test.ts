import { expect, it } from 'vitest';
import { failureOf } from '../../client/support/client.ts';
import { deferred } from '../../helpers/deferred.ts';
import { eventually, said } from '../support/reading.ts';
import { sent, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('5. the id of a reply', (openPlace) => {
  it('makes a repeated call return what was sent, on every instance', async () => {
    const scene = await setUp(openPlace());
    const { a, b, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    const message = await a.desk.reply(conversationId, 'Hi', { id: 'r1' });
    expect(message.id).toBe('r1');
    expect(await a.desk.reply(conversationId, 'Hi', { id: 'r1' })).toEqual(message);
    expect(await b.desk.reply(conversationId, 'Hi', { id: 'r1' })).toEqual(message);
    expect(sent(scene)).toEqual(['A: Hi']);
  });

  it('makes a repeated call wait for one that is pending, on every instance', async () => {
    const scene = await setUp(openPlace());
    const { a, b, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    const gate = a.api.hold();
    const first = a.desk.reply(conversationId, 'Hi', { id: 'r1' });
    await gate.arrived;
    const before = b.store.count('reply');
    const again = [a.desk.reply(conversationId, 'Hi', { id: 'r1' }), b.desk.reply(conversationId, 'Hi', { id: 'r1' })];
    await eventually(() => expect(b.store.count('reply')).toBe(before + 1));
    gate.open();
    const message = await first;
    expect(message.status).toBe('sent');
    expect(await Promise.all(again)).toEqual([message, message]);
    expect(sent(scene)).toEqual(['A: Hi']);
  });

  it('makes a repeated call try again what failed, as the same message', async () => {
    const scene = await setUp(openPlace());
    const { a, b, platform } = scene;
    const { conversationId, replies } = await platform.visitor({ transcript: [] });
    platform.faults.api('code-40000');
    await expect(a.desk.reply(conversationId, 'Hi', { id: 'r1' })).rejects.toMatchObject({ delivery: 'rejected' });
    expect(await b.desk.reply(conversationId, 'Hi', { id: 'r1' })).toMatchObject({ id: 'r1', seq: 1, status: 'sent' });
    expect(await said(a, conversationId)).toEqual(['agent sent: Hi']);
    expect(replies).toHaveLength(1);
  });

  it('makes a repeated call wait for what becomes of it, also where the event of its earlier failure comes late', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor({ transcript: [] });
    platform.faults.api('none', 'none', 'code-40000');
    const behind = deferred<void>();
    b.store.on('events', (run) => afterwards(behind.promise, run) as unknown as Promise<unknown>);
    const first = a.api.hold();
    const replies = [a.desk.reply(conversationId, 'first')];
    await first.arrived;
    // B follows from here on, for what A is to send.
    replies.push(b.desk.reply(conversationId, 'second'));
    await eventually(() => expect(b.store.count('events')).toBe(1));
    const failing = failureOf(a.desk.reply(conversationId, 'Hi', { id: 'r1' }));
    await eventually(async () => expect(await said(a, conversationId)).toHaveLength(3));
    replies.push(a.desk.reply(conversationId, 'third'));
    await eventually(async () => expect(await said(a, conversationId)).toHaveLength(4));
    // A goes on with the third, and is held up there.
    let settled = 0;
    const third = deferred<ReturnType<typeof a.api.hold>>();
    a.store.on('settle', (run) => {
      if (++settled === 3) third.resolve(a.api.hold());
      return run();
    });
    first.open();
    expect(await failing).toMatchObject({ delivery: 'rejected' });
    const again = b.desk.reply(conversationId, 'Hi', { id: 'r1' });
    await eventually(async () => expect(await said(a, conversationId)).toContain('agent pending: Hi'));
    behind.resolve();
    // B has heard of all that was before once it has heard of this.
    expect(await replies[1]).toMatchObject({ status: 'sent' });
    (await third.promise).open();
    expect(await again).toMatchObject({ id: 'r1', status: 'sent' });
    await Promise.all(replies);
  });

  it('makes a repeated call wait for what becomes of it, also while the earlier failure is being recorded', async () => {
    const { a, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor({ transcript: [] });
    platform.faults.api('code-40000');
    const [recording, recorded, asked, goOn] = [deferred<void>(), deferred<void>(), deferred<void>(), deferred<void>()];
    const asUsual = a.store.on('settle', async (run) => {
      const answer = await run();
      recording.resolve();
      await recorded.promise;
      return answer;
    });
    const failing = failureOf(a.desk.reply(conversationId, 'Hi', { id: 'r1' }));
    await recording.promise;
    a.store.on('reply', async (run) => {
      asked.resolve();
      await goOn.promise;
      return run();
    });
    const again = a.desk.reply(conversationId, 'Hi', { id: 'r1' });
    await asked.promise;
    recorded.resolve();
    expect(await failing).toMatchObject({ delivery: 'rejected' });
    asUsual();
    goOn.resolve();
    expect(await again).toMatchObject({ id: 'r1', status: 'sent' });
  });

  it('makes a repeated call reject again when nobody knows whether it arrived, and sends nothing', async () => {
    const scene = await setUp(openPlace());
    const { a, b, platform } = scene;
    const { conversationId: conversation_id } = await platform.visitor({ transcript: [] });
    platform.faults.api('reset-after-accept');
    await expect(a.desk.reply(conversation_id, 'Hi', { id: 'r1' })).rejects.toMatchObject({ delivery: 'unknown' });
    for (const { desk } of [a, b]) {
      await expect(desk.reply(conversation_id, 'Hi', { id: 'r1' })).rejects.toMatchObject({
        delivery: 'unknown',
        conversation_id,
      });
    }
    expect(sent(scene)).toEqual(['A: Hi']);
  });

  it('makes another text under a used id a conflict, whatever became of the first', async () => {
    const scene = await setUp(openPlace());
    const { a, b, platform } = scene;
    const { conversationId: conversation_id } = await platform.visitor({ transcript: [] });
    platform.faults.api('none', 'code-40000', 'reset-after-accept');
    for (const id of ['sent', 'failed', 'unknown']) {
      await a.desk.reply(conversation_id, 'Hi', { id }).catch(() => {});
      await expect(b.desk.reply(conversation_id, 'Something else', { id })).rejects.toMatchObject({
        kind: 'conflict',
        delivery: 'not_sent',
        conversation_id,
      });
    }
    expect(await said(a, conversation_id)).toEqual(['agent sent: Hi', 'agent failed: Hi', 'agent unknown: Hi']);
  });

  it('returns what was sent also once the session is closed', async () => {
    const { a, platform } = await setUp(openPlace());
    const visitor = await platform.visitor({ transcript: [] });
    const message = await a.desk.reply(visitor.conversationId, 'Hi', { id: 'r1' });
    await visitor.leave();
    expect(await a.desk.reply(visitor.conversationId, 'Hi', { id: 'r1' })).toEqual(message);
  });

  it('belongs to its conversation', async () => {
    const { a, platform } = await setUp(openPlace());
    const visitors = await Promise.all([platform.visitor(), platform.visitor()]);
    for (const { conversationId } of visitors) await a.desk.reply(conversationId, 'Hi', { id: 'r1' });
    expect(visitors.map(({ replies }) => replies.length)).toEqual([1, 1]);
  });

  it('lets a caller give up waiting; the reply is sent all the same', async () => {
    const { a, platform } = await setUp(openPlace());
    const visitor = await platform.visitor({ transcript: [] });
    const { conversationId: conversation_id } = visitor;
    const gate = a.api.hold();
    const controller = new AbortController();
    const replying = a.desk.reply(conversation_id, 'Hi', { id: 'r1', signal: controller.signal });
    await gate.arrived;
    controller.abort();
    await expect(replying).rejects.toMatchObject({ kind: 'aborted', delivery: 'unknown', conversation_id });
    gate.open();
    expect(await visitor.nextReply()).toMatchObject({ body: 'Hi' });
    await expect(a.desk.reply(conversation_id, 'never', { signal: controller.signal })).rejects.toMatchObject({
      kind: 'aborted',
      delivery: 'not_sent',
      conversation_id,
    });
    expect(await a.desk.reply(conversation_id, 'Hi', { id: 'r1' })).toMatchObject({ status: 'sent' });
    expect(await said(a, conversation_id)).toEqual(['agent sent: Hi']);
  });
});

// Events of a store, once `until` has resolved. What `run` gives is what can be read one after another, whatever its type says.
async function* afterwards(until: Promise<void>, run: () => unknown) {
  await until;
  yield* run() as AsyncIterable<unknown>;
}
