import { expect, it } from 'vitest';
import { deferred } from '../../helpers/deferred.ts';
import { eventually, said } from '../support/reading.ts';
import { sent, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

const greeting = 'One minute, please.';

describeOnEachStore('5. the greeting', (openPlace) => {
  it('is stored with the session, and sent only after establish was answered', async () => {
    const scene = await setUp(openPlace(), { desk: { greeting } });
    const { a, b, platform } = scene;
    const stored = deferred<string[]>();
    const gate = deferred();
    a.store.on('establish', async (run) => {
      const result = await run();
      const [first] = platform.visitors;
      stored.resolve(await said(b, first?.conversationId ?? ''));
      await gate.promise;
      return result;
    });
    const visiting = platform.visitor({ transcript: [] });
    expect(await stored.promise).toEqual([`system pending: ${greeting}`]);
    expect(sent(scene)).toEqual([]);
    gate.resolve();
    const visitor = await visiting;
    expect(sent(scene), 'sent before the answer').toEqual([]);
    expect(await visitor.nextReply()).toMatchObject({ body: greeting });
    await eventually(async () => expect(await said(b, visitor.conversationId)).toEqual([`system sent: ${greeting}`]));
    expect(await b.desk.session(visitor.conversationId)).toMatchObject({ state: 'connected' });
  });

  it('comes before a reply that was asked for at the same time', async () => {
    const { a, b, platform } = await setUp(openPlace(), { desk: { greeting } });
    const visitor = await platform.visitor();
    await b.desk.reply(visitor.conversationId, 'Hi, this is Ann.');
    expect(visitor.replies.map(({ body }) => body)).toEqual([greeting, 'Hi, this is Ann.']);
    expect(a.errors).toEqual([]);
  });

  it.each([
    ['code-40000', 'failed'],
    ['reset-after-accept', 'unknown'],
  ] as const)(
    'that GPTBots answers with %s is %s, onError hears of it, and the session waits on',
    async (fault, status) => {
      const { a, platform } = await setUp(openPlace(), {
        desk: { greeting },
        client: { retry: 'never' },
      });
      platform.faults.api(fault);
      const { conversationId: conversation_id } = await platform.visitor({ transcript: [] });
      await eventually(async () => expect(await said(a, conversation_id)).toEqual([`system ${status}: ${greeting}`]));
      expect(await a.desk.session(conversation_id)).toMatchObject({ state: 'waiting', deadlineAt: expect.any(Number) });
      await eventually(() => expect(a.errors).toMatchObject([{ name: 'GptBotsHumanError', conversation_id }]));
      await a.desk.reply(conversation_id, 'Hi');
      expect(await a.desk.session(conversation_id)).toMatchObject({ state: 'connected' });
    },
  );

  it('is not sent to a user who was turned away', async () => {
    const scene = await setUp(openPlace(), { desk: { greeting, accept: () => false } });
    expect(await scene.platform.visitor()).toMatchObject({ status: 'busy', replies: [] });
    expect(sent(scene)).toEqual([]);
  });
});
