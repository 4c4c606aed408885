import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { pass, passUntil } from '../support/passing-time.ts';
import { eventually, said, shown } from '../support/reading.ts';
import { post, sent, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

const greeting = 'One minute, please.';

describeOnEachStore('6. nothing disappears', (openPlace) => {
  it('opens a session marked orphan for a chat nobody knows, without deadline and greeting', async () => {
    const scene = await setUp(openPlace(), { desk: { greeting, waitTimeoutMs: 5000 } });
    const { a, b, clock, heard } = scene;
    const chat = samples.chat({ body: 'Is anybody there?' });
    const { conversation_id } = chat;
    expect(await post(a, 'chat', chat)).toBe(200);
    const session = await b.desk.session(conversation_id);
    expect(session).toMatchObject({ state: 'waiting', orphan: true, botId: '', userMessages: 1, user: {} });
    expect(session).not.toHaveProperty('deadlineAt');
    await pass(clock, 20_000);
    expect(await b.desk.session(conversation_id)).toMatchObject({ state: 'waiting' });
    expect(await said(b, conversation_id)).toEqual(['user received: Is anybody there?']);
    expect(sent(scene)).toEqual([]);
    expect(heard).toEqual(['A onOpened', 'A onMessage']);
    expect((await b.desk.sessions({ state: 'waiting' })).sessions).toEqual([session]);
  });

  it('fills an orphan in once its establish comes: who it is, what was said before, the greeting, the deadline', async () => {
    const scene = await setUp(openPlace(), { desk: { greeting } });
    const { a, b, platform, heard } = scene;
    platform.faults.webhook('chat-before-establish');
    const visitor = await platform.visitor({
      user: { user_id: 'u1' },
      transcript: [
        { message_type: 'QUESTION', text: 'a human, please' },
        { message_type: 'ANSWER', text: 'of course' },
      ],
    });
    const { conversationId } = visitor;
    scene.routeTo(b);
    await visitor.say('hello');
    await visitor.nextReply();
    await eventually(async () => expect(await a.desk.session(conversationId)).toMatchObject({ state: 'connected' }));
    const session = await a.desk.session(conversationId);
    expect(session).toMatchObject({ user: { userId: 'u1' }, userMessages: 1, botId: expect.stringMatching(/./) });
    expect(session).not.toHaveProperty('orphan');
    expect(await shown(a, conversationId)).toEqual(['a human, please', 'of course', 'hello', greeting]);
    expect((await a.desk.sessions({ userKey: session?.user.key ?? '' })).sessions).toEqual([session]);
    expect(heard, 'a session that was filled in is not opened again').toEqual(['B onOpened', 'B onMessage']);
  });

  it('lets an orphan be answered and closed as any session', async () => {
    const { a, platform } = await setUp(openPlace());
    platform.faults.webhook('chat-before-establish');
    const visitor = await platform.visitor({ transcript: [] });
    // Held back until the chat was answered, which is what the reply waits for as well.
    const replies = await Promise.all([
      visitor.say('hello'),
      eventually(async () => expect(await a.desk.session(visitor.conversationId)).toBeDefined()).then(() =>
        a.desk.reply(visitor.conversationId, 'Hi'),
      ),
    ]);
    expect(replies[1]).toMatchObject({ status: 'sent' });
    expect(await a.desk.close(visitor.conversationId)).toMatchObject({ closeReason: 'agent_closed' });
  });

  it('takes no more orphans than maxOrphans: 503, and onError hears of it once in a while; those it has taken it keeps', async () => {
    const { a, clock } = await setUp(openPlace(), { desk: { maxOrphans: 1 } });
    const chatOf = (conversation_id: string) => samples.chat({ conversation_id });
    expect(await post(a, 'chat', chatOf('first'))).toBe(200);
    expect(await post(a, 'chat', chatOf('second'))).toBe(503);
    expect(await post(a, 'chat', chatOf('third'))).toBe(503);
    expect(await post(a, 'close', samples.close({ conversation_id: 'fourth' }))).toBe(503);
    const told = { kind: 'store', delivery: 'not_sent', conversation_id: 'second' };
    expect(a.errors).toEqual([expect.objectContaining({ ...told, message: expect.stringContaining('maxOrphans') })]);
    await clock.advance(60_000);
    expect(await post(a, 'chat', chatOf('third'))).toBe(503);
    expect(a.errors).toHaveLength(2);
    expect(await said(a, 'first')).toHaveLength(1);
    const { sessions } = await a.desk.sessions();
    expect(sessions).toMatchObject([{ conversationId: 'first', state: 'waiting' }]);
  });

  it('closes an orphan that stays silent as abandoned', async () => {
    const { a, clock } = await setUp(openPlace(), { desk: { orphanTimeoutMs: 5000 } });
    const chat = samples.chat();
    await post(a, 'chat', chat);
    await passUntil(clock, async () =>
      expect(await a.desk.session(chat.conversation_id)).toMatchObject({ state: 'closed', closeReason: 'abandoned' }),
    );
  });
});
