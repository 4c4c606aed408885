import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { deferred } from '../../helpers/deferred.ts';
import { passUntil } from '../support/passing-time.ts';
import { eventually, said } from '../support/reading.ts';
import { post, sent, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('shutdown', (openPlace) => {
  it('lets the replies and the close that are under way be done', async () => {
    const scene = await setUp(openPlace());
    const { a, b, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    const gate = a.api.hold();
    const replying = [a.desk.reply(conversationId, 'one'), a.desk.reply(conversationId, 'two')];
    const closing = a.desk.close(conversationId);
    await gate.arrived;
    await eventually(async () => expect(await said(b, conversationId)).toHaveLength(2));
    const shutdown = a.desk.shutdown();
    gate.open();
    await shutdown;
    expect(await Promise.all(replying)).toMatchObject([{ status: 'sent' }, { status: 'sent' }]);
    expect(await closing).toMatchObject({ closeReason: 'agent_closed' });
    expect(sent(scene)).toEqual(['A: one', 'A: two', 'A: close']);
  });

  it('waits for a reply that is still being stored', async () => {
    const scene = await setUp(openPlace());
    const { a, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    const gate = deferred();
    a.store.on('reply', async (run) => {
      await gate.promise;
      return run();
    });
    const replying = a.desk.reply(conversationId, 'Hi');
    let isOver = false;
    const shutdown = a.desk.shutdown().then(() => {
      isOver = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isOver, 'over before the reply was sent').toBe(false);
    gate.resolve();
    await shutdown;
    expect(await replying).toMatchObject({ status: 'sent' });
    expect(sent(scene)).toEqual(['A: Hi']);
  });

  it('waits for webhooks and hooks that run', async () => {
    const gate = deferred();
    const over: string[] = [];
    const onMessage = async () => {
      await gate.promise;
      over.push('onMessage');
    };
    const { a, platform } = await setUp(openPlace(), { desk: { onMessage } });
    const visitor = await platform.visitor({ transcript: [] });
    expect(await visitor.say('hello')).toMatchObject({ status: 200 });
    const shutdown = a.desk.shutdown().then(() => over.push('shutdown'));
    gate.resolve();
    await shutdown;
    expect(over).toEqual(['onMessage', 'shutdown']);
  });

  it('with no time at all lets go of what is under way at once', async () => {
    const gate = deferred();
    const accept = () => gate.promise.then(() => true);
    const { a, clock } = await setUp(openPlace(), { desk: { accept } });
    const asking = post(a, 'establish', samples.establish());
    const shutdown = a.desk.shutdown({ timeoutMs: 0 });
    await clock.advance(0);
    await shutdown;
    gate.resolve();
    await asking;
  });

  it('takes nothing new: webhooks get 503, calls reject, and nothing is sent', async () => {
    const scene = await setUp(openPlace());
    const { a, b, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    await a.desk.shutdown();
    expect(await post(a, 'chat', samples.chat({ conversation_id: conversationId }))).toBe(503);
    expect(await platform.visitor()).toMatchObject({ status: 'busy' });
    const calls: [string, () => Promise<unknown>][] = [
      ['reply', () => a.desk.reply(conversationId, 'Hi')],
      ['close', () => a.desk.close(conversationId)],
      ['claim', () => a.desk.claim(conversationId, { id: 'ann' })],
      ['release', () => a.desk.release(conversationId, 'ann')],
      ['link', () => a.desk.link(conversationId, 'T-1')],
      ['find', () => a.desk.find('T-1')],
      ['session', () => a.desk.session(conversationId)],
      ['sessions', () => a.desk.sessions()],
      ['transcript', () => a.desk.transcript(conversationId)],
      ['events', async () => a.desk.events()[Symbol.asyncIterator]().next()],
    ];
    for (const [name, call] of calls) {
      await expect(call(), name).rejects.toMatchObject({ kind: 'aborted', delivery: 'not_sent', message: /shut down/ });
    }
    expect(sent(scene)).toEqual([]);
    expect(await said(b, conversationId)).toEqual([]);
    expect(await b.desk.reply(conversationId, 'Hi'), 'the others go on').toMatchObject({ status: 'sent' });
  });

  it('may be called more than once', async () => {
    const { a } = await setUp(openPlace());
    await Promise.all([a.desk.shutdown(), a.desk.shutdown({ timeoutMs: 1 })]);
    await expect(a.desk.shutdown()).resolves.toBeUndefined();
  });

  it('may be called before anything else', async () => {
    const { a } = await setUp(openPlace());
    await expect(a.desk.shutdown()).resolves.toBeUndefined();
    expect(a.store.count('sweep')).toBe(0);
  });

  it('ends after timeoutMs; what is not done goes on elsewhere, and whoever waits is told of their conversation', async () => {
    const scene = await setUp(openPlace());
    const { a, b, clock, platform } = scene;
    const { conversationId: conversation_id } = await platform.visitor({ transcript: [] });
    const gate = a.api.hold();
    const waiting = [a.desk.reply(conversation_id, 'stuck'), a.desk.reply(conversation_id, 'queued')];
    const outcomes = Promise.allSettled([...waiting, a.desk.close(conversation_id)]);
    await gate.arrived;
    await eventually(async () => expect(await said(b, conversation_id)).toHaveLength(2));
    const shutdown = a.desk.shutdown({ timeoutMs: 5000 });
    await clock.advance(5000);
    await shutdown;
    for (const outcome of await outcomes) {
      const message = expect.stringContaining(conversation_id);
      expect(outcome).toMatchObject({ reason: { kind: 'aborted', delivery: 'unknown', conversation_id, message } });
    }
    await b.desk.sessions();
    await passUntil(
      clock,
      async () => {
        expect(await said(b, conversation_id)).toEqual(['agent unknown: stuck', 'agent sent: queued']);
        expect(await b.desk.session(conversation_id)).toMatchObject({ closeReason: 'agent_closed' });
      },
      30_000,
    );
    gate.open();
    await eventually(async () => expect((await said(b, conversation_id))[0]).toBe('agent failed: stuck'));
    expect(sent(scene), 'sent once each').toEqual(['B: queued', 'B: close', 'A: stuck']);
  });

  it('starts nothing once it has ended, when what was stuck is done after all', async () => {
    const scene = await setUp(openPlace());
    const { a, b, clock, platform } = scene;
    const { conversationId } = await platform.visitor({ transcript: [] });
    const gate = a.api.hold();
    const waiting = Promise.allSettled([a.desk.reply(conversationId, 'stuck'), a.desk.reply(conversationId, 'queued')]);
    await gate.arrived;
    await eventually(async () => expect(await said(b, conversationId)).toHaveLength(2));
    const shutdown = a.desk.shutdown({ timeoutMs: 1000 });
    await clock.advance(1000);
    await shutdown;
    await waiting;
    gate.open();
    await eventually(async () => expect((await said(b, conversationId))[0]).toBe('agent sent: stuck'));
    await b.desk.sessions();
    await passUntil(
      clock,
      async () => expect(await said(b, conversationId)).not.toContain('agent pending: queued'),
      30_000,
    );
    expect(await said(b, conversationId)).toEqual(['agent sent: stuck', 'agent sent: queued']);
    expect(sent(scene)).toEqual(['A: stuck', 'B: queued']);
  });
});
