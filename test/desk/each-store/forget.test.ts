import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { deferred } from '../../helpers/deferred.ts';
import { standingTime } from '../support/passing-time.ts';
import { eventsOf, eventually } from '../support/reading.ts';
import { post, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('10. forgotten is gone', (openPlace) => {
  it('a session, on every instance, and every instance hears of it', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const events = await eventsOf(b);
    const visitor = await platform.visitor({ transcript: [] });
    const { conversationId } = visitor;
    await visitor.say('hello');
    expect(await a.desk.forget({ conversationId })).toEqual({ sessions: 1 });
    expect(await b.desk.session(conversationId)).toBeUndefined();
    await expect(b.desk.transcript(conversationId)).rejects.toMatchObject({ kind: 'not_found' });
    await eventually(() => expect(events.at(-1)).toMatchObject({ type: 'forgotten', conversationId }));
    expect(await a.desk.forget({ conversationId })).toEqual({ sessions: 0 });
  });

  it('a session with replies that were not sent: whoever waits for one of them, or for the close, is told', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor({ transcript: [] });
    const gate = a.api.hold();
    const sending = a.desk.reply(conversationId, 'is being sent');
    await gate.arrived;
    const waiting = [a, b].map(({ desk }) => desk.reply(conversationId, 'waits'));
    const closing = [a, b].map(({ desk }) => desk.close(conversationId));
    await eventually(() => expect([a, b].map(({ store }) => store.count('requestClose'))).toEqual([1, 1]));
    const all = Promise.allSettled([...waiting, ...closing]);
    await eventually(async () => expect(await b.desk.transcript(conversationId)).toHaveLength(3));
    await b.desk.forget({ conversationId });
    for (const one of await all) {
      expect(one).toMatchObject({ status: 'rejected', reason: { kind: 'not_found', delivery: 'unknown' } });
    }
    gate.open();
    expect(await sending).toMatchObject({ status: 'sent' });
    expect(await a.desk.session(conversationId)).toBeUndefined();
  });

  it('all sessions of a user', async () => {
    const { a, platform } = await setUp(openPlace());
    for (let n = 0; n < 3; n++) await platform.visitor({ user: { user_id: 'u1' } });
    await platform.visitor({ user: { user_id: 'u2' } });
    expect(await a.desk.forget({ userKey: 'user:u1' })).toEqual({ sessions: 3 });
    expect((await a.desk.sessions()).sessions).toMatchObject([{ user: { userId: 'u2' } }]);
  });

  it.each([{}, { conversationId: '' }, { conversationId: 'c', userKey: 'u' }, undefined])(
    'refuses %o',
    async (which) => {
      const { a } = await setUp(openPlace());
      // Wrong on purpose.
      const forget = a.desk.forget as (which: unknown) => Promise<unknown>;
      await expect(forget(which)).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('forget') });
    },
  );
});

describeOnEachStore('desk.sweep', (openPlace) => {
  it('does what is due, and resolves when it was done', async () => {
    const time = standingTime();
    const { a, heard } = await setUp(openPlace(), { desk: { clock: time } });
    await post(a, 'establish', samples.establish('current', { conversation_id: 'c' }));
    time.pass(71_000);
    await a.desk.sweep();
    expect(await a.desk.session('c')).toMatchObject({ state: 'closed', closeReason: 'never_answered' });
    expect(heard.slice(-2)).toEqual([expect.stringMatching('onClosed'), expect.stringMatching('onUnanswered')]);
  });

  it('sends what an instance has left when it died', async () => {
    const time = standingTime();
    const { a, b, platform } = await setUp(openPlace(), { desk: { clock: time } });
    const visitor = await platform.visitor({ transcript: [] });
    const { conversationId } = visitor;
    const gate = a.api.hold();
    void a.desk.reply(conversationId, 'one').catch(() => {});
    await gate.arrived;
    void a.desk.reply(conversationId, 'two').catch(() => {});
    await eventually(async () => expect(await b.desk.transcript(conversationId)).toHaveLength(2));
    const dead = deferred();
    const waits = async (run: () => Promise<unknown>) => {
      await dead.promise;
      return run();
    };
    a.store.on('settle', waits);
    time.pass(11_000);
    await b.desk.sweep();
    expect((await b.desk.transcript(conversationId)).map(({ status }) => status)).toEqual(['unknown', 'sent']);
    gate.open();
    dead.resolve();
  });
});
