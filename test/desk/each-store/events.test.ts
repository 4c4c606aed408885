import type { DeskEvent } from 'gptbots-human/desk';
import { expect, it, onTestFinished } from 'vitest';
import { eventsOf, eventually } from '../support/reading.ts';
import { type Instance, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('events', (openPlace) => {
  it('tell each instance of every change on all of them, in one order', async () => {
    const { a, b, c, platform, routeTo } = await setUp(openPlace());
    const lists = [await eventsOf(a), await eventsOf(b), await eventsOf(c)] as const;
    const visitor = await platform.visitor({ transcript: [{ message_type: 'QUESTION', text: 'a human, please' }] });
    routeTo(b);
    await visitor.say('hello');
    await c.desk.reply(visitor.conversationId, 'Hi');
    await visitor.leave();
    const types = ['opened', 'message', 'message', 'settled', 'connected', 'closed'];
    for (const events of lists) {
      await eventually(() => expect(events.map(({ type }) => type)).toEqual(types));
      expect(events).toEqual(lists[0]);
    }
    for (const { conversationId, at } of lists[0]) {
      expect(conversationId).toBe(visitor.conversationId);
      expect(at).toEqual(expect.any(Number));
    }
    expect(new Set(lists[0].map(({ cursor }) => cursor)).size, 'different cursors').toBe(types.length);
  });

  it('go on after any cursor, on any instance, without a gap and without a repeat', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const events = await eventsOf(a);
    const visitor = await platform.visitor();
    for (const text of ['one', 'two', 'three']) await visitor.say(text);
    await eventually(() => expect(events).toHaveLength(4));
    for (const [index, { cursor }] of events.entries()) {
      expect(await take(b, cursor, events.length - index - 1)).toEqual(events.slice(index + 1));
    }
  });

  it('after the cursor of sessions() miss nothing of what happened since', async () => {
    const { a, b, platform } = await setUp(openPlace());
    const before = await platform.visitor();
    const { sessions, cursor } = await a.desk.sessions();
    expect(sessions).toMatchObject([{ conversationId: before.conversationId }]);
    const after = await platform.visitor({ transcript: [] });
    expect(await take(b, cursor, 1)).toMatchObject([{ type: 'opened', conversationId: after.conversationId }]);
  });

  it('end without an error when their signal aborts, also before they began', async () => {
    const { a, platform } = await setUp(openPlace());
    const controller = new AbortController();
    const events: DeskEvent[] = [];
    const following = (async () => {
      for await (const event of a.desk.events({ signal: controller.signal })) {
        events.push(event);
        controller.abort();
      }
    })();
    await platform.visitor();
    await following;
    expect(events).toHaveLength(1);
    for await (const event of a.desk.events({ signal: controller.signal }))
      throw new Error(`no ${event.type} was expected`);
  });

  it('end without an error while they wait', async () => {
    const { a } = await setUp(openPlace());
    const controller = new AbortController();
    const next = a.desk.events({ signal: controller.signal })[Symbol.asyncIterator]().next();
    controller.abort();
    expect(await next).toMatchObject({ done: true });
  });

  it('end without an error when the desk is shut down', async () => {
    const { a, platform } = await setUp(openPlace());
    const { cursor } = await a.desk.sessions();
    const types: string[] = [];
    const following = (async () => {
      for await (const { type } of a.desk.events({ after: cursor })) types.push(type);
    })();
    await platform.visitor({ transcript: [] });
    await eventually(() => expect(types).toEqual(['opened']));
    await a.desk.shutdown();
    await following;
    expect(types).toEqual(['opened']);
  });

  it('may be left by break, and followed by many at once, without a warning of a leak', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on('warning', warned);
    onTestFinished(() => void process.off('warning', warned));
    const { a, platform } = await setUp(openPlace());
    const { cursor } = await a.desk.sessions();
    const { signal } = new AbortController();
    const followers = Array.from({ length: 20 }, () => take(a, cursor, 2, signal));
    const visitor = await platform.visitor();
    await visitor.say('hello');
    for (const events of await Promise.all(followers))
      expect(events.map(({ type }) => type)).toEqual(['opened', 'message']);
    // Warnings come in a turn of their own.
    await new Promise(setImmediate);
    expect(warnings).toEqual([]);
  });

  it('are copies: what one follower changes is not what another reads', async () => {
    const { a, platform } = await setUp(openPlace());
    const { cursor } = await a.desk.sessions();
    const followers = Array.from({ length: 2 }, () => a.desk.events({ after: cursor })[Symbol.asyncIterator]());
    const waiting = followers.map((follower) => follower.next());
    await platform.visitor({ user: { user_id: 'u1' } });
    const [one, other] = await Promise.all(waiting);
    if (one?.value?.type !== 'opened') throw new Error('expected the session to be opened first');
    one.value.session.user.userId = 'somebody else';
    expect(other?.value).toMatchObject({ type: 'opened', session: { user: { userId: 'u1' } } });
    for (const follower of followers) await follower.return?.();
  });

  it.each(['', 'nonsense', 'm0-1', '9999999999999-0', '1-1-1', '\0'])(
    'reject the cursor %j of another store',
    async (after) => {
      const { a, platform } = await setUp(openPlace());
      await platform.visitor();
      await expect(take(a, after, 1)).rejects.toMatchObject({
        kind: 'cursor',
        delivery: 'not_sent',
        message: expect.stringContaining('sessions()'),
      });
    },
  );

  it('reject the cursor of another place', async () => {
    const [one, other] = [await setUp(openPlace()), await setUp(openPlace())];
    await one.platform.visitor();
    await other.platform.visitor();
    const { cursor } = await one.a.desk.sessions();
    await expect(take(other.a, cursor, 1)).rejects.toMatchObject({ kind: 'cursor' });
  });
});

// Leaves the loop by break.
async function take({ desk }: Instance, after: string, count: number, signal?: AbortSignal): Promise<DeskEvent[]> {
  const events: DeskEvent[] = [];
  if (count === 0) return events;
  for await (const event of desk.events({ after, signal })) {
    events.push(event);
    if (events.length === count) break;
  }
  return events;
}
