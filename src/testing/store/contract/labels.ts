import type { SessionsQuery } from '../../../desk/index.ts';
import type { Suite } from '../suite.ts';
import { cursorOf, eventsSince, setUp } from './set-up.ts';

export function describeLabels({ describe, it, expect }: Suite): void {
  describe('labels', () => {
    it('are those of the establish, and are told with it', async (scope) => {
      const { store, establish } = await setUp(scope);
      const cursor = await cursorOf(store);
      await establish('c', { labels: ['billing', 'de', 'billing'], channel: { type: 'WIDGET', name: 'Shop' } });
      const expected = { labels: ['billing', 'de'], channel: { type: 'WIDGET', name: 'Shop' } };
      expect(await store.session('c')).toMatchObject(expected);
      expect(await eventsSince(store, cursor)).toMatchObject([{ type: 'opened', session: expected }]);
    });

    it('are taken off first, then put on, and say nothing when nothing changes', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c', { labels: ['a', 'b'] });
      const label = (add: string[], remove: string[]) => store.step('label', { conversationId: 'c', add, remove });
      expect(await label(['c', 'a'], ['a'])).toMatchObject({
        outcome: 'labelled',
        changes: [{ type: 'updated', session: { labels: ['b', 'c', 'a'] } }],
      });
      expect(await label(['b'], ['never put on'])).toMatchObject({ outcome: 'labelled', changes: [] });
      expect(await store.session('c')).toMatchObject({ labels: ['b', 'c', 'a'] });
      expect(await store.step('label', { conversationId: 'none', add: ['a'], remove: [] })).toMatchObject({
        outcome: 'not_found',
        changes: [],
      });
    });

    it('are twenty at most', async (scope) => {
      const { store, establish } = await setUp(scope);
      const twenty = Array.from({ length: 20 }, (_, index) => `label ${index}`);
      await establish('c', { labels: twenty });
      const add = ['one more'];
      expect(await store.step('label', { conversationId: 'c', add, remove: [] })).toMatchObject({
        outcome: 'too many',
      });
      expect(await store.session('c')).toMatchObject({ labels: twenty });
      const remove = ['label 3'];
      expect(await store.step('label', { conversationId: 'c', add, remove })).toMatchObject({ outcome: 'labelled' });
    });

    it('list sessions, each in the list of its state, in the order they came into it', async (scope) => {
      const { store, establish, answer, close } = await setUp(scope);
      for (const id of ['c0', 'c1', 'c2', 'c3', 'c4']) await establish(id, { labels: ['billing'] });
      await establish('other', { labels: ['de'], user: { key: 'u' } });
      for (const id of ['c3', 'c1']) await answer(id, 'hi');
      await close('c4');
      await store.step('label', { conversationId: 'c2', add: ['de'], remove: ['billing'] });
      const ids = async (query: Omit<SessionsQuery, 'limit'>) => {
        const found: string[] = [];
        for (let page: string | undefined; ; ) {
          const { sessions, next } = await store.sessions({ ...query, page, limit: 2 });
          found.push(...sessions.map(({ conversationId }) => conversationId));
          if (next === undefined) return found;
          page = next;
        }
      };
      expect(await ids({ label: 'billing' })).toEqual(['c0', 'c3', 'c1', 'c4']);
      expect(await ids({ label: 'billing', state: 'waiting' })).toEqual(['c0']);
      expect(await ids({ label: 'billing', state: 'connected' })).toEqual(['c3', 'c1']);
      expect(await ids({ label: 'de' })).toEqual(['other', 'c2']);
      expect(await ids({ label: 'de', userKey: 'u' })).toEqual(['other']);
      expect(await ids({ label: 'billing', userKey: 'u' })).toEqual([]);
      expect(await ids({ label: 'never put on' })).toEqual([]);
    });

    it('may be any text, and are gone with their session', async (scope) => {
      const { store, establish } = await setUp(scope);
      const labels = ['waiting', '"', '\\', '{a,b}', 'NULL', '%', '\u0000', '\uD800', '🙂 🙂', 'ä'];
      await establish('c', { labels });
      expect(await store.session('c')).toMatchObject({ labels });
      for (const label of labels) {
        expect((await store.sessions({ label, limit: 10 })).sessions, JSON.stringify(label)).toHaveLength(1);
      }
      await store.forget({ conversationId: 'c' });
      for (const label of labels) expect((await store.sessions({ label, limit: 10 })).sessions).toEqual([]);
    });
  });
}
