import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { eventsOf, eventually, said } from '../support/reading.ts';
import { type Instance, post, redeliver, type Scene, setUp, webhooks } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('2. one effect', (openPlace) => {
  it('takes a webhook that arrives at three instances at the same moment once', async () => {
    const scene = await setUp(openPlace());
    const { a, heard } = scene;
    const events = await eventsOf(a);
    const establish = samples.establish('current', { body: [{ message_type: 'QUESTION', text: 'a human, please' }] });
    const { conversation_id } = establish;
    const chat = samples.chat({ conversation_id, body: 'hello' });
    const close = samples.close({ conversation_id });

    for (const [route, body] of [
      ['establish', establish],
      ['chat', chat],
      ['close', close],
    ] as const) {
      expect(await Promise.all(everyInstance(scene).map((instance) => post(instance, route, body)))).toEqual([
        200, 200, 200,
      ]);
    }
    expect(await said(a, conversation_id)).toEqual(['user received: a human, please', 'user received: hello']);
    await eventually(() => expect(heard).toHaveLength(4));
    expect(heard.map((line) => line.slice(2))).toEqual(['onOpened', 'onMessage', 'onClosed', 'onUnanswered']);
    await eventually(() => expect(events.map(({ type }) => type)).toEqual(['opened', 'message', 'closed']));
  });

  it('takes the same words at another time for another message', async () => {
    const { platform, a } = await setUp(openPlace());
    const visitor = await platform.visitor({ transcript: [] });
    await visitor.say('hello?');
    await visitor.say('hello?');
    expect(await said(a, visitor.conversationId)).toEqual(['user received: hello?', 'user received: hello?']);
    expect(await a.desk.session(visitor.conversationId)).toMatchObject({ userMessages: 2 });
  });

  it('answers a repeated establish with 200, and changes nothing', async () => {
    const scene = await setUp(openPlace(), { desk: { greeting: 'One minute.' } });
    const { platform, a, b } = scene;
    const visitor = await platform.visitor();
    await visitor.nextReply();
    const before = await eventually(async () => {
      const session = await a.desk.session(visitor.conversationId);
      expect(session?.state).toBe('connected');
      return session;
    });
    expect(await redeliver(b, webhooks(scene, 'establish')[0])).toBe(200);
    expect(await b.desk.session(visitor.conversationId)).toEqual(before);
    expect(visitor.replies).toHaveLength(1);
  });

  it('answers the repeated establish of a closed session with 200, and a new one with 503', async () => {
    const scene = await setUp(openPlace());
    const { platform, a, b } = scene;
    const visitor = await platform.visitor();
    await visitor.leave();
    const before = await a.desk.session(visitor.conversationId);
    const [establish] = webhooks(scene, 'establish');
    expect(await redeliver(b, establish)).toBe(200);
    const { conversationId } = visitor;
    expect(await post(b, 'establish', samples.establish('current', { conversation_id: conversationId }))).toBe(503);
    expect(await a.desk.session(conversationId)).toEqual(before);
  });

  it('remembers a close that comes before its establish: the transcript is filled, and the session stays closed', async () => {
    const scene = await setUp(openPlace(), { desk: { greeting: 'One minute.' } });
    const { a, b, heard } = scene;
    const establish = samples.establish('current', {
      bot_id: 'bot-1',
      body: [{ message_type: 'QUESTION', text: 'a human, please' }],
    });
    const { conversation_id } = establish;
    expect(await post(a, 'close', samples.close({ conversation_id, type: 'USER_CLOSED' }))).toBe(200);
    expect(await a.desk.session(conversation_id)).toMatchObject({ state: 'closed', orphan: true });
    expect(await post(b, 'establish', establish)).toBe(200);
    const session = await a.desk.session(conversation_id);
    expect(session).toMatchObject({ state: 'closed', closeReason: 'user_closed', botId: 'bot-1' });
    expect(session).not.toHaveProperty('orphan');
    expect(await said(a, conversation_id)).toEqual(['user received: a human, please']);
    await eventually(() => expect(heard).toEqual(['A onOpened', 'A onClosed', 'A onUnanswered']));
    expect(await post(a, 'establish', establish)).toBe(200);
  });
});

function everyInstance({ a, b, c }: Scene): Instance[] {
  return [a, b, c];
}
