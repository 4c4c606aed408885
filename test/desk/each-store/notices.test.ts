import { expect, it, vi } from 'vitest';
import { deferred } from '../../helpers/deferred.ts';
import { eventually, said } from '../support/reading.ts';
import { setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('a notice', (openPlace) => {
  it('is shown to the user, connects the session, and is no person’s answer', async () => {
    const { a, b, heard, platform } = await setUp(openPlace());
    const visitor = await platform.visitor();
    const message = await a.desk.notify(visitor.conversationId, 'You are next.', { id: 'n1' });
    expect(message).toMatchObject({ from: 'system', status: 'sent', text: 'You are next.' });
    expect(await b.desk.notify(visitor.conversationId, 'You are next.', { id: 'n1' })).toEqual(message);
    expect(visitor.replies.map(({ body }) => body)).toEqual(['You are next.']);
    const session = await b.desk.session(visitor.conversationId);
    expect(session).toMatchObject({ state: 'connected' });
    expect(session).not.toHaveProperty('answeredAt');
    await visitor.leave();
    await eventually(() => expect(heard).toContain('A onUnanswered'));
  });
});

describeOnEachStore('a greeting that is looked up', (openPlace) => {
  it('is asked for with the session and its transcript, after the answer', async () => {
    const greeting = vi.fn(async () => 'Welcome back.');
    const { a, platform } = await setUp(openPlace(), { desk: { greeting } });
    const visitor = await platform.visitor({ transcript: [{ message_type: 'QUESTION', text: 'Hello' }] });
    expect(await visitor.nextReply()).toMatchObject({ body: 'Welcome back.' });
    expect(greeting).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ conversationId: visitor.conversationId, state: 'waiting' }),
      [expect.objectContaining({ from: 'user', text: 'Hello' })],
    );
    expect(a.errors).toEqual([]);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('from greeting')), 1],
    ['is no text', () => 5 as unknown as string, 1],
    ['is empty', () => '', 0],
    ['is undefined', () => undefined, 0],
  ])('that %s is none', async (_, greeting, errors) => {
    const { a, platform } = await setUp(openPlace(), { desk: { greeting } });
    const visitor = await platform.visitor({ transcript: [] });
    await a.desk.reply(visitor.conversationId, 'Hello, this is Ann.');
    await eventually(() => expect(a.errors).toHaveLength(errors));
    expect(await said(a, visitor.conversationId)).toEqual(['agent sent: Hello, this is Ann.']);
  });

  it('that takes longer than 5 s is none, and onError hears of it', async () => {
    const asked = deferred();
    const greeting = () => {
      asked.resolve();
      return new Promise<string>(() => {});
    };
    const { a, clock, platform } = await setUp(openPlace(), { desk: { greeting } });
    const visitor = await platform.visitor({ transcript: [] });
    await asked.promise;
    await clock.advance(5_001);
    await eventually(() =>
      expect(a.errors).toMatchObject([{ message: expect.stringMatching(/^greeting: took longer/) }]),
    );
    expect(await said(a, visitor.conversationId)).toEqual([]);
  });

  it('holds up no reply, and is not sent once somebody has replied', async () => {
    const text = deferred<string>();
    const { a, b, platform } = await setUp(openPlace(), { desk: { greeting: () => text.promise } });
    const visitor = await platform.visitor({ transcript: [] });
    await b.desk.reply(visitor.conversationId, 'Hello, this is Ann.');
    text.resolve('One minute, please.');
    await a.desk.shutdown({ timeoutMs: 60_000 });
    expect(await said(b, visitor.conversationId)).toEqual(['agent sent: Hello, this is Ann.']);
  });
});
