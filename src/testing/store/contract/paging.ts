import type { DeskStore, Session, SessionsQuery } from '../../../desk/index.ts';
import type { Suite } from '../suite.ts';
import { eventsSince, setUp } from './set-up.ts';

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** All pages, one after another; `between` is what happens meanwhile. */
async function readAll(
  store: DeskStore,
  query: Omit<SessionsQuery, 'page'>,
  between: (pages: number) => Promise<unknown> = async () => {},
) {
  const ids: string[] = [];
  const sizes: number[] = [];
  const first = await store.sessions(query);
  for (let page = first; ; ) {
    ids.push(...page.sessions.map(({ conversationId }) => conversationId));
    sizes.push(page.sessions.length);
    if (page.next === undefined) return { ids, sizes, cursor: first.cursor };
    await between(sizes.length);
    page = await store.sessions({ ...query, page: page.next });
  }
}

export function describePaging({ describe, it, expect }: Suite): void {
  describe('sessions', () => {
    it('are none in the beginning', async (scope) => {
      const { store } = await setUp(scope);
      expect(await store.sessions({ limit: 10 })).toEqual({ sessions: [], cursor: expect.any(String) });
      expect(await store.session('c')).toBeUndefined();
    });

    it('of a state come in the order they came into it, in pages that join', async (scope) => {
      const { store, establish, answer, close } = await setUp(scope);
      const ids = names('c', 10);
      for (const id of ids) await establish(id);
      for (const id of ['c7', 'c2', 'c5', 'c9']) await answer(id, 'hi');
      for (const id of ['c5', 'c0', 'c7']) await close(id);
      const expected = {
        waiting: ['c1', 'c3', 'c4', 'c6', 'c8'],
        connected: ['c2', 'c9'],
        closed: ['c5', 'c0', 'c7'],
      };
      for (const limit of [1, 2, 3, 5, 10, 1000]) {
        for (const state of ['waiting', 'connected', 'closed'] as const) {
          const { ids: found, sizes } = await readAll(store, { state, limit });
          expect(found, `${state}, ${limit} at a time`).toEqual(expected[state]);
          expect(sizes.slice(0, -1).every((size) => size === limit)).toBe(true);
          expect(sizes.at(-1), 'the last page is not empty').toBeGreaterThanOrEqual(1);
        }
        const all = await readAll(store, { limit });
        expect(all.ids, `all, ${limit} at a time`).toEqual(Object.values(expected).flat());
      }
    });

    it('are whole and up to date', async (scope) => {
      const { store, establish, answer } = await setUp(scope);
      await establish('c', { user: { key: 'user:7', name: 'Bea' } });
      await answer('c', 'hi');
      await store.step('claim', { conversationId: 'c', agent: { id: 'ann' }, from: undefined });
      const session = await store.session('c');
      expect(await store.sessions({ limit: 1 })).toMatchObject({ sessions: [session] });
      expect(await store.sessions({ limit: 1, userKey: 'user:7', state: 'connected' })).toMatchObject({
        sessions: [session],
      });
      expect(await store.sessions({ limit: 1, userKey: 'user:7', state: 'closed' })).toMatchObject({ sessions: [] });
    });

    it('of a user come in the order they were opened, in any state', async (scope) => {
      const { store, establish, answer, close, chat } = await setUp(scope);
      await chat('filled later', 'hello');
      for (const id of names('other', 5)) await establish(id, { user: { key: 'user:8' } });
      for (const id of names('c', 5)) await establish(id, { user: { key: 'user:7' } });
      await establish('nobody');
      await establish('filled later', { user: { key: 'user:7' } });
      await answer('c3', 'hi');
      await close('c1');
      for (const limit of [1, 2, 100]) {
        const { ids } = await readAll(store, { userKey: 'user:7', limit });
        expect(ids).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'filled later']);
      }
      expect((await readAll(store, { userKey: 'user:7', state: 'waiting', limit: 2 })).ids).toEqual([
        'c0',
        'c2',
        'c4',
        'filled later',
      ]);
      expect((await readAll(store, { userKey: 'user:9', limit: 2 })).ids).toEqual([]);
    });

    it('of a state are all found, while others come and go', async (scope) => {
      const { store, establish, answer, close } = await setUp(scope);
      const ids = names('c', 40);
      for (const id of ids) await establish(id);
      const { ids: found } = await readAll(store, { state: 'waiting', limit: 3 }, async (pages) => {
        // Some that were read, some that were not, and a new one.
        await answer(`c${pages * 2}`, 'hi');
        await close(`c${39 - pages * 2}`);
        await establish(`new ${pages}`);
      });
      expect(new Set(found).size, 'nobody comes twice').toBe(found.length);
      const waiting = (await readAll(store, { state: 'waiting', limit: 1000 })).ids;
      expect(waiting.filter((id) => !found.includes(id))).toEqual([]);
    });

    it('without a filter are all found, while they move on', async (scope) => {
      const { store, establish, answer, close } = await setUp(scope);
      const ids = names('c', 40);
      for (const id of ids) await establish(id);
      const { ids: found } = await readAll(store, { limit: 3 }, async (pages) => {
        if (pages <= 40) await answer(`c${40 - pages}`, 'hi');
        if (pages > 5) await close(`c${45 - pages}`);
      });
      expect(ids.filter((id) => !found.includes(id))).toEqual([]);
    });

    it('and the events from the cursor of the first page leave out nothing', async (scope) => {
      const { store, establish, answer, close } = await setUp(scope);
      for (const id of names('c', 30)) await establish(id);
      const known = new Map<string, Session>();
      const note = (session: Session) => {
        const before = known.get(session.conversationId);
        if (!before || before.version <= session.version) known.set(session.conversationId, session);
      };
      let page = await store.sessions({ limit: 4 });
      const { cursor } = page;
      for (let pages = 1; ; pages++) {
        page.sessions.forEach(note);
        if (page.next === undefined) break;
        if (pages <= 30) await answer(`c${30 - pages}`, 'hi');
        if (pages > 3) await close(`c${33 - pages}`);
        await establish(`new ${pages}`);
        page = await store.sessions({ limit: 4, page: page.next });
      }
      for (const event of await eventsSince(store, cursor)) if ('session' in event) note(event.session);
      const { sessions } = await store.sessions({ limit: 1000 });
      const stateOf = ({ conversationId, state }: Session) => [conversationId, state];
      const now = sessions.filter(({ conversationId }) => !conversationId.startsWith('marker'));
      expect(now.map(stateOf).sort()).toEqual([...known.values()].map(stateOf).sort());
    });

    it('refuse a page that is none of theirs', async (scope) => {
      const { store, establish } = await setUp(scope);
      for (const id of names('c', 3)) await establish(id);
      const refusal = (query: SessionsQuery) => store.sessions(query).catch((error: unknown) => error);
      for (const page of ['nonsense', 'waiting', 'waiting--1', '__proto__-1', 'waiting-1e3', '']) {
        expect(await refusal({ limit: 1, page }), page).toMatchObject({ kind: 'input' });
      }
      const { next = '' } = await store.sessions({ state: 'waiting', limit: 1 });
      expect(await refusal({ state: 'closed', limit: 1, page: next })).toMatchObject({ kind: 'input' });
      expect(await refusal({ userKey: 'u', limit: 1, page: next })).toMatchObject({ kind: 'input' });
    });
  });

  describe('a transcript', () => {
    it('comes in pages that join', async (scope) => {
      const { store, establish, chat, reply } = await setUp(scope);
      await establish('c', { lines: [{ id: 'l', from: 'bot', text: 'welcome' }] });
      for (let index = 0; index < 10; index++) await (index % 2 ? reply('c', `${index}`) : chat('c', `${index}`));
      const all = (await store.transcript('c', { after: 0, limit: 1000 })) ?? [];
      expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
      for (const limit of [1, 3, 11, 12]) {
        const found: typeof all = [];
        for (;;) {
          const page = await store.transcript('c', { after: found.length, limit });
          if (!page?.length) break;
          expect(page.length).toBeLessThanOrEqual(limit);
          found.push(...page);
        }
        expect(found, `${limit} at a time`).toEqual(all);
      }
      expect(await store.transcript('c', { after: 11, limit: 10 })).toEqual([]);
      expect(await store.transcript('c', { after: 9999, limit: 10 })).toEqual([]);
    });

    it('of a session without messages is empty, of an unknown one there is none', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c');
      expect(await store.transcript('c', { after: 0, limit: 10 })).toEqual([]);
      expect(await store.transcript('unknown', { after: 0, limit: 10 })).toBeUndefined();
    });
  });
}
