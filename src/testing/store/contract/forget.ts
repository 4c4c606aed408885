import type { DeskStore } from '../../../desk/index.ts';
import type { Suite } from '../suite.ts';
import { cursorOf, eventsSince, outcomeOf, recorded, refusalOf, retentionMs, setUp, times } from './set-up.ts';

const canary = 'a text nobody may find any more';

/** All that can be read of a store, as text. */
async function allOf(store: DeskStore, cursor: string): Promise<string> {
  const lists = [await store.sessions({ limit: 100 }), await store.sessions({ userKey: 'user:7', limit: 100 })];
  const found = await recorded(store, 'c');
  return JSON.stringify([lists, found, await eventsSince(store, cursor)]);
}

export function describeForget({ describe, it, expect }: Suite): void {
  describe('a session that is forgotten', () => {
    it('is gone with its messages, its ticket and its events, also while it is open', async (scope) => {
      const { store, establish, chat, reply, settle } = await setUp(scope);
      const { cursor } = await store.sessions({ limit: 1 });
      await establish('c', { user: { key: 'user:7', name: canary }, lines: [{ id: 'l', from: 'user', text: canary }] });
      await chat('c', canary);
      await settle((await reply('c', canary)).work, 'sent');
      await store.step('link', { conversationId: 'c', ref: canary });
      await chat('other', 'stays');
      expect(await allOf(store, cursor)).toContain(canary);
      expect(await store.forget({ conversationId: 'c' })).toBe(1);
      expect(await allOf(store, cursor)).not.toContain(canary);
      expect(await store.find(canary)).toBeUndefined();
      const events = await eventsSince(store, cursor);
      expect(events.filter(({ conversationId }) => conversationId === 'c')).toMatchObject([{ type: 'forgotten' }]);
      expect(events.filter(({ conversationId }) => conversationId === 'other')).toHaveLength(2);
      expect(await store.forget({ conversationId: 'c' })).toBe(0);
    });

    it('leaves every cursor as good as it was', async (scope) => {
      const { store, establish, chat } = await setUp(scope);
      await establish('c');
      const cursor = await cursorOf(store);
      for (const [index, id] of ['c', 'other', 'c', 'c'].entries()) await chat(id, `${index}`);
      // Of the four messages, and of the session that was opened.
      const cursors = (await eventsSince(store, cursor)).map((event) => event.cursor);
      await store.forget({ conversationId: 'c' });
      await store.sweep();
      for (const [index, cursor] of cursors.entries()) {
        const types = (await eventsSince(store, cursor)).map(({ type }) => type);
        const left = [
          ['opened', 'message', 'forgotten'],
          ['message', 'forgotten'],
        ][index] ?? ['forgotten'];
        expect(types, `after ${index}`).toEqual(left);
      }
    });

    it('leaves the cursors of its events as good as they were, also when it was the oldest', async (scope) => {
      const { store, chat } = await setUp(scope);
      const cursor = await cursorOf(store);
      await chat('c', 'one');
      await chat('c', 'two');
      const cursors = (await eventsSince(store, cursor)).map((event) => event.cursor);
      await store.forget({ conversationId: 'c' });
      await chat('other', 'hello');
      await store.sweep();
      for (const one of [cursor, ...cursors]) {
        const types = (await eventsSince(store, one)).map(({ type }) => type);
        expect(types).toEqual(['forgotten', 'opened', 'message']);
      }
    });

    it('takes the outcome of what is being sent along', async (scope) => {
      const { store, establish, reply } = await setUp(scope);
      await establish('c');
      const { work } = await reply('c', 'hi');
      await store.forget({ conversationId: 'c' });
      expect(await store.step('settle', outcomeOf(work, 'sent'), 'next')).toMatchObject({ outcome: 'not_found' });
      expect(await store.session('c')).toBeUndefined();
    });

    it('is as unknown as any: the next chat opens an orphan, with nothing of before', async (scope) => {
      const { store, establish, chat } = await setUp(scope);
      await establish('c', { user: { key: 'user:7' } });
      await chat('c', 'hello');
      await store.forget({ conversationId: 'c' });
      expect(await chat('c', 'hello')).toMatchObject({ outcome: 'stored', changes: [{ type: 'opened' }, {}] });
      expect(await recorded(store, 'c')).toMatchObject({
        session: { orphan: true, user: {}, lastSeq: 1 },
        messages: [{}],
      });
    });

    it('may be all of a user, and nobody else’s', async (scope) => {
      const { store, establish } = await setUp(scope);
      for (const id of ['a', 'b', 'c']) await establish(id, { user: { key: 'user:7' } });
      await establish('d', { user: { key: 'user:8' } });
      expect(await store.forget({ userKey: 'user:7' })).toBe(3);
      expect(await store.forget({ userKey: 'user:7' })).toBe(0);
      const { sessions } = await store.sessions({ limit: 10 });
      expect(sessions.map(({ conversationId }) => conversationId)).toEqual(['d']);
    });
  });

  describe('what was kept for long enough', () => {
    it('is in no list, transcript or event any more, and says nothing when it goes', async (scope) => {
      const { store, clock, establish, chat, close, sweepAfter } = await setUp(scope);
      const { cursor } = await store.sessions({ limit: 1 });
      await establish('c', { user: { key: 'user:7', name: canary }, lines: [{ id: 'l', from: 'user', text: canary }] });
      await close('c');
      await clock.advance(1000);
      // Of the closed session, and younger than its end.
      await chat('c', `late: ${canary}`);
      await sweepAfter(retentionMs - 2000);
      expect(await allOf(store, (await store.sessions({ limit: 1 })).cursor)).toContain(canary);
      await chat('open', 'hello');
      const last = await cursorOf(store);
      await sweepAfter(2000);
      const after = await store.sessions({ limit: 100 });
      const ids = after.sessions.map(({ conversationId }) => conversationId);
      expect(ids.filter((id) => !id.startsWith('marker'))).toEqual(['open']);
      expect(await eventsSince(store, last)).toEqual([]);
      expect(await refusalOf(store, cursor)).toMatchObject({ kind: 'cursor' });
      expect(await recorded(store, 'c')).toEqual({ session: undefined, messages: undefined });
    });

    it('includes old events of a session that is still open', async (scope) => {
      const { store, chat, sweepAfter } = await setUp(scope);
      const { cursor } = await store.sessions({ limit: 1 });
      await chat('c', canary);
      for (let hour = 0; hour < 30; hour++) {
        await sweepAfter(times.idleTimeoutMs - 1000);
        await chat('c', `${hour}`);
      }
      expect(await refusalOf(store, cursor)).toMatchObject({ kind: 'cursor' });
      expect((await store.transcript('c', { after: 0, limit: 1 }))?.[0]?.text).toBe(canary);
    });

    it('is never, when it is kept for ever', async (scope) => {
      const { store, establish, close, sweepAfter } = await setUp(scope, { retentionMs: Number.POSITIVE_INFINITY });
      const { cursor } = await store.sessions({ limit: 1 });
      await establish('c');
      await close('c');
      for (let year = 0; year < 3; year++) await sweepAfter(366 * 86_400_000);
      expect(await store.session('c')).toMatchObject({ state: 'closed' });
      expect(await eventsSince(store, cursor)).toHaveLength(2);
    });
  });
}
