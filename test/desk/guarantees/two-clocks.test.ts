import { expect, it } from 'vitest';
import { passUntil } from '../support/passing-time.ts';
import { eventually } from '../support/reading.ts';
import { setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

const greeting = 'One minute, please.';

describeOnEachStore('8. two clocks', (openPlace) => {
  it('connects a session at the greeting, and answers it at the first reply of a person', async () => {
    const { a, b, clock, platform } = await setUp(openPlace(), { desk: { greeting } });
    const { conversationId, openedAt } = await connected();
    await clock.advance(5000);
    await b.desk.reply(conversationId, 'Hi');
    await clock.advance(5000);
    await a.desk.reply(conversationId, 'How can I help?');
    const session = await a.desk.session(conversationId);
    expect(session).toMatchObject({ state: 'connected', connectedAt: openedAt, answeredAt: openedAt + 5000 });
    expect(session, 'GPTBots waits no longer').not.toHaveProperty('deadlineAt');

    async function connected() {
      const { conversationId } = await platform.visitor();
      const session = await eventually(async () => {
        const found = await a.desk.session(conversationId);
        expect(found).toMatchObject({ state: 'connected', connectedAt: clock.now() });
        return found;
      });
      expect(session).not.toHaveProperty('answeredAt');
      return { conversationId, openedAt: session?.openedAt ?? 0 };
    }
  });

  it('takes both from the first reply when there is no greeting', async () => {
    const { a, clock, platform } = await setUp(openPlace());
    const { conversationId } = await platform.visitor();
    expect(await a.desk.session(conversationId)).not.toHaveProperty('connectedAt');
    await clock.advance(2000);
    const at = clock.now();
    await a.desk.reply(conversationId, 'Hi');
    expect(await a.desk.session(conversationId)).toMatchObject({ connectedAt: at, answeredAt: at });
  });

  it('counts only what GPTBots accepted', async () => {
    const { a, platform } = await setUp(openPlace(), { client: { retry: 'never' } });
    const { conversationId } = await platform.visitor();
    platform.faults.api('code-40000', 'reset-after-accept');
    for (const text of ['refused', 'lost']) await a.desk.reply(conversationId, text).catch(() => {});
    const session = await a.desk.session(conversationId);
    expect(session).toMatchObject({ state: 'waiting' });
    for (const field of ['connectedAt', 'answeredAt']) expect(session).not.toHaveProperty(field);
  });

  it('tells onUnanswered of every session closed without the reply of a person, after onClosed', async () => {
    const { a, heard, platform } = await setUp(openPlace(), { desk: { greeting } });
    const greeted = await platform.visitor();
    await greeted.nextReply();
    await greeted.leave();
    await eventually(() => expect(heard).toEqual(['A onOpened', 'A onClosed', 'A onUnanswered']));
    const closed = await platform.visitor();
    await a.desk.close(closed.conversationId);
    await eventually(() => expect(heard.slice(3)).toEqual(['A onOpened', 'A onClosed', 'A onUnanswered']));
  });

  it('tells onUnanswered once of a session that began again, and ended again without the reply of a person', async () => {
    const times = { waitTimeoutMs: 5000, idleTimeoutMs: 20_000 };
    const { a, b, clock, heard, platform } = await setUp(openPlace(), {
      platform: { waitTimeoutMs: 600_000 },
      desk: times,
    });
    const visitor = await platform.visitor({ transcript: [] });
    const closed = (reason: string) =>
      passUntil(
        clock,
        async () =>
          expect(await b.desk.session(visitor.conversationId)).toMatchObject({ state: 'closed', closeReason: reason }),
        60_000,
      );
    await a.desk.sessions();
    await closed('never_answered');
    await visitor.say('Is anybody there?');
    expect(await a.desk.session(visitor.conversationId)).toMatchObject({ state: 'waiting' });
    await closed('abandoned');
    const ended = () =>
      heard.map((line) => line.slice(2)).filter((hook) => hook !== 'onOpened' && hook !== 'onMessage');
    await eventually(() => expect(ended()).toEqual(['onClosed', 'onUnanswered', 'onClosed']));
  });

  it('does not tell onUnanswered of a session a person has replied to', async () => {
    const { a, b, heard, platform } = await setUp(openPlace());
    const visitor = await platform.visitor();
    await b.desk.reply(visitor.conversationId, 'Hi');
    await visitor.leave();
    await a.desk.shutdown();
    expect(heard).toEqual(['A onOpened', 'A onClosed']);
  });
});
