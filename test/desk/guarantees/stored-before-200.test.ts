import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { deferred } from '../../helpers/deferred.ts';
import { answerLost, away } from '../support/interfered-store.ts';
import { eventually, said } from '../support/reading.ts';
import { post, redeliver, setUp, webhooks } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('1. stored before 200', (openPlace) => {
  it('answers a chat only once the store has it', async () => {
    const { platform, a, b } = await setUp(openPlace());
    const visitor = await platform.visitor({ transcript: [] });
    const gate = deferred();
    const stored = deferred();
    a.store.on('chat', async (run) => {
      const result = await run();
      stored.resolve();
      await gate.promise;
      return result;
    });
    let isAnswered = false;
    const saying = visitor.say('hello').finally(() => {
      isAnswered = true;
    });
    await stored.promise;
    expect(await said(b, visitor.conversationId)).toEqual(['user received: hello']);
    expect(isAnswered, 'answered before the store said that it has the chat').toBe(false);
    gate.resolve();
    expect(await saying).toEqual({ delivered: true, status: 200 });
  });

  it.each([
    ['cannot be reached', away],
    ['has stored it, and its answer is lost', answerLost],
  ])(
    'answers 503 when the store %s, and a redelivery to another instance loses and doubles nothing',
    async (_, spoil) => {
      const scene = await setUp(openPlace());
      const { a, b } = scene;
      for (const operation of ['establish', 'chat', 'close'] as const) a.store.on(operation, spoil);
      const body = [{ message_type: 'QUESTION' as const, text: 'a human, please' }];
      const establish = samples.establish('current', { body });
      const { conversation_id } = establish;
      const chat = samples.chat({ conversation_id, body: 'hello' });
      const close = samples.close({ conversation_id });

      expect(await post(a, 'establish', establish)).toBe(503);
      expect(await post(b, 'establish', establish)).toBe(200);
      expect(await post(a, 'chat', chat)).toBe(503);
      expect(await post(b, 'chat', chat)).toBe(200);
      expect(await post(a, 'close', close)).toBe(503);
      expect(await post(b, 'close', close)).toBe(200);

      expect(await said(b, conversation_id)).toEqual(['user received: a human, please', 'user received: hello']);
      expect(await b.desk.session(conversation_id)).toMatchObject({ state: 'closed', userMessages: 1 });
      expect(a.errors).toHaveLength(3);
      for (const error of a.errors) expect(error).toMatchObject({ kind: 'store' });
    },
  );

  it('shows a user Busy when the store cannot be reached, and takes them when it is back', async () => {
    const scene = await setUp(openPlace());
    const back = scene.a.store.on('establish', away);
    const turnedAway = await scene.platform.visitor();
    expect(turnedAway.status).toBe('busy');
    expect(await scene.a.desk.session(turnedAway.conversationId)).toBeUndefined();
    back();
    expect(await scene.platform.visitor()).toMatchObject({ status: 'connecting' });
  });

  it('answers 504 when the store is too slow; what it stores after all is not left lying, and a redelivery finds it', async () => {
    const scene = await setUp(openPlace(), { desk: { timeoutMs: 2_000, greeting: 'One minute.' } });
    const { a, b, platform, heard } = scene;
    const gate = deferred();
    a.store.on('establish', async (run) => {
      await gate.promise;
      return run();
    });
    const visitor = await platform.visitor({ transcript: [] });
    const [establish] = webhooks(scene, 'establish');
    expect(establish?.answer?.status).toBe(504);
    gate.resolve();
    // The user has seen Busy, so GPTBots does not take it.
    await eventually(async () => expect(await said(b, visitor.conversationId)).toEqual(['system failed: One minute.']));
    await eventually(() => expect(heard).toEqual(['A onOpened']));
    expect(await redeliver(b, establish)).toBe(200);
    expect(await said(b, visitor.conversationId)).toHaveLength(1);
  });

  it('runs hooks after the answer, in order for each conversation, on the instance that made the change', async () => {
    const order: string[] = [];
    const opened = deferred();
    const slow = {
      onOpened: async () => {
        order.push('onOpened begins');
        await opened.promise;
        order.push('onOpened ends');
      },
      onMessage: ({ text }: { text: string }) => void order.push(`onMessage ${text}`),
      onClosed: () => void order.push('onClosed'),
    };
    const { platform, a } = await setUp(openPlace(), { desk: slow });
    a.store.on('establish', async (run) => {
      const result = await run();
      order.push('stored');
      return result;
    });
    const visitor = await platform.visitor();
    order.push('answered');
    await visitor.say('one');
    await visitor.say('two');
    await visitor.leave();
    await eventually(() => expect(order).toEqual(['stored', 'answered', 'onOpened begins']));
    opened.resolve();
    await eventually(() => expect(order).toContain('onClosed'));
    expect(order.slice(3)).toEqual(['onOpened ends', 'onMessage one', 'onMessage two', 'onClosed']);
  });

  it('runs each hook at most once over all instances, where the change was made', async () => {
    const scene = await setUp(openPlace());
    const { platform, a, b, c, heard, routeTo } = scene;
    const visitor = await platform.visitor();
    routeTo(b);
    await visitor.say('hello');
    routeTo(c);
    await visitor.leave();
    const all = [...webhooks(scene, 'establish'), ...webhooks(scene, 'chat'), ...webhooks(scene, 'close')];
    for (const call of all) for (const instance of [a, b, c]) expect(await redeliver(instance, call)).toBe(200);
    await Promise.all([a, b, c].map(({ desk }) => desk.shutdown()));
    expect(heard).toEqual(['A onOpened', 'B onMessage', 'C onClosed', 'C onUnanswered']);
  });

  it('gives the failure of a hook to onError, and nothing else changes', async () => {
    const failure = new Error('from a hook');
    const fail = async () => {
      throw failure;
    };
    const { platform, a } = await setUp(openPlace(), { desk: { onOpened: fail, onMessage: fail, onClosed: fail } });
    const visitor = await platform.visitor({ transcript: [] });
    expect(await visitor.say('hello')).toMatchObject({ status: 200 });
    expect(await a.desk.reply(visitor.conversationId, 'Hi')).toMatchObject({ status: 'sent' });
    await visitor.leave();
    await eventually(() => expect(a.errors).toEqual([failure, failure, failure]));
    expect(await said(a, visitor.conversationId)).toEqual(['user received: hello', 'agent sent: Hi']);
    expect(await a.desk.session(visitor.conversationId)).toMatchObject({ closeReason: 'user_closed' });
  });
});
