import { expect, it } from 'vitest';
import { pass, passUntil } from '../support/passing-time.ts';
import { eventsOf, eventually, said } from '../support/reading.ts';
import { type Scene, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

// The platform's own timeouts stay out of the way.
const platform = { waitTimeoutMs: 100_000_000, idleTimeoutMs: 100_000_000 };

describeOnEachStore('7. deadlines', (openPlace) => {
  it('close a session nobody replies to once over three instances, a little after the deadline', async () => {
    const scene = await setUp(openPlace(), { platform, desk: { waitTimeoutMs: 60_000 } });
    const { a, b, clock, heard } = scene;
    const events = await eventsOf(b);
    const { conversationId } = await scene.platform.visitor({ transcript: [] });
    const openedAt = clock.now();
    expect(await a.desk.session(conversationId)).toMatchObject({ openedAt, deadlineAt: openedAt + 60_000 });
    await wake(scene);
    await pass(clock, 69_000);
    expect(await a.desk.session(conversationId), 'GPTBots has time to say so itself').toMatchObject({
      state: 'waiting',
    });
    await passUntil(clock, async () => expect(await a.desk.session(conversationId)).toMatchObject({ state: 'closed' }));
    const session = await a.desk.session(conversationId);
    expect(session).toMatchObject({ closeReason: 'never_answered' });
    expect(session?.closedAt).toBeGreaterThanOrEqual(openedAt + 70_000);
    expect(session?.closedAt).toBeLessThanOrEqual(openedAt + 74_000);
    await pass(clock, 5000);
    const hooks = heard.map((line) => line.slice(2)).sort();
    expect(hooks, 'each once over all instances').toEqual(['onClosed', 'onOpened', 'onUnanswered']);
    await eventually(() => expect(events.map(({ type }) => type)).toEqual(['opened', 'closed']));
  });

  it('come a little later in proportion when the waiting timeout is short', async () => {
    const { a, clock, platform: gptbots } = await setUp(openPlace(), { platform, desk: { waitTimeoutMs: 4000 } });
    const { conversationId } = await gptbots.visitor();
    const openedAt = clock.now();
    await passUntil(
      clock,
      async () => expect(await a.desk.session(conversationId)).toMatchObject({ state: 'closed' }),
      20_000,
    );
    const closedAt = (await a.desk.session(conversationId))?.closedAt ?? 0;
    expect(closedAt - openedAt).toBeGreaterThanOrEqual(8000);
    expect(closedAt - openedAt).toBeLessThanOrEqual(12_000);
  });

  it('are kept by the others when the instance that took the session is gone', async () => {
    const {
      a,
      b,
      clock,
      platform: gptbots,
      heard,
    } = await setUp(openPlace(), { platform, desk: { waitTimeoutMs: 4000 } });
    const { conversationId } = await gptbots.visitor();
    await a.desk.shutdown();
    await b.desk.sessions();
    await passUntil(
      clock,
      async () => expect(await b.desk.session(conversationId)).toMatchObject({ state: 'closed' }),
      20_000,
    );
    await eventually(() => expect(heard).toEqual(['A onOpened', 'B onClosed', 'B onUnanswered']));
  });

  it('never close a session while a reply is in flight', async () => {
    const scene = await setUp(openPlace(), { platform, desk: { waitTimeoutMs: 4000 } });
    const { a, clock } = scene;
    const { conversationId } = await scene.platform.visitor({ transcript: [] });
    await wake(scene);
    const gate = a.api.hold();
    const replying = a.desk.reply(conversationId, 'Hi');
    await gate.arrived;
    await pass(clock, 30_000);
    expect(await a.desk.session(conversationId)).toMatchObject({ state: 'waiting' });
    gate.open();
    expect(await replying).toMatchObject({ status: 'sent' });
    expect(await a.desk.session(conversationId)).toMatchObject({ state: 'connected' });
  });

  it('close a session that failed to reply after all', async () => {
    const scene = await setUp(openPlace(), { platform, desk: { waitTimeoutMs: 4000 } });
    const { a, clock } = scene;
    const { conversationId } = await scene.platform.visitor({ transcript: [] });
    scene.platform.faults.api('code-40000');
    await a.desk.reply(conversationId, 'Hi').catch(() => {});
    await passUntil(
      clock,
      async () => expect(await a.desk.session(conversationId)).toMatchObject({ closeReason: 'never_answered' }),
      20_000,
    );
    expect(await said(a, conversationId)).toEqual(['agent failed: Hi']);
  });

  it('close a silent session as abandoned; a message from either side is a sign of life', async () => {
    const { a, clock, platform: gptbots } = await setUp(openPlace(), { platform, desk: { idleTimeoutMs: 20_000 } });
    const visitor = await gptbots.visitor();
    await a.desk.reply(visitor.conversationId, 'Hi');
    for (const speak of [() => visitor.say('hello'), () => a.desk.reply(visitor.conversationId, 'Hi again')]) {
      await pass(clock, 15_000);
      expect(await a.desk.session(visitor.conversationId)).toMatchObject({ state: 'connected' });
      await speak();
    }
    await pass(clock, 19_000);
    expect(await a.desk.session(visitor.conversationId)).toMatchObject({ state: 'connected' });
    await passUntil(clock, async () =>
      expect(await a.desk.session(visitor.conversationId)).toMatchObject({ state: 'closed', closeReason: 'abandoned' }),
    );
  });

  it('leave the end to GPTBots when it tells first', async () => {
    const {
      a,
      clock,
      platform: gptbots,
    } = await setUp(openPlace(), { platform: { waitTimeoutMs: 60_000, idleTimeoutMs: 60_000 } });
    const waiting = await gptbots.visitor();
    const connected = await gptbots.visitor();
    await a.desk.reply(connected.conversationId, 'Hi');
    await pass(clock, 61_000);
    await gptbots.settled();
    expect(await a.desk.session(waiting.conversationId)).toMatchObject({ closeReason: 'never_answered' });
    expect(await a.desk.session(connected.conversationId)).toMatchObject({ closeReason: 'timeout' });
  });
});

// A desk watches over sessions from its first call on.
async function wake({ a, b, c }: Scene): Promise<void> {
  await Promise.all([a, b, c].map(({ desk }) => desk.sessions()));
}
