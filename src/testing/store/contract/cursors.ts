import type { Suite } from '../suite.ts';
import { cursorOf, eventsSince, refusalOf, setUp } from './set-up.ts';

export function describeCursors({ describe, it, expect }: Suite): void {
  describe('events after a cursor', () => {
    it('that is too old are refused: some would be missing', async (scope) => {
      const { store, chat } = await setUp(scope, { eventsMax: 100 });
      await chat('c', 'first');
      const cursor = await cursorOf(store);
      for (let index = 0; index < 300; index++) await chat('c', `${index}`);
      await store.sweep();
      expect(await refusalOf(store, cursor)).toMatchObject({
        kind: 'cursor',
        message: expect.stringContaining('desk.sessions()'),
      });
      await chat('c', 'last');
      expect(await eventsSince(store, await cursorOf(store))).toEqual([]);
    });

    it('are kept, as many as the store was told to keep', async (scope) => {
      const { store, chat } = await setUp(scope, { eventsMax: 100 });
      for (let index = 0; index < 500; index++) await chat('c', `${index}`);
      await chat('c', 'last');
      const cursor = await cursorOf(store);
      for (let index = 0; index < 99; index++) await chat('c', `after ${index}`);
      await store.sweep();
      let count = 0;
      for await (const _ of store.events(cursor, AbortSignal.timeout(10_000))) if (++count === 99) break;
      expect(count).toBe(99);
    });

    it('of another store are refused', async (scope) => {
      const { store, chat } = await setUp(scope);
      const other = await setUp(scope);
      await chat('c', 'one');
      const cursor = await cursorOf(store);
      await other.chat('c', 'one');
      await other.chat('c', 'two');
      expect(await refusalOf(other.store, cursor)).toMatchObject({ kind: 'cursor' });
    });

    it('that is none of this kind of store are refused', async (scope) => {
      const { store, chat } = await setUp(scope);
      await chat('c', 'one');
      const cursor = await cursorOf(store);
      // Wherever a cursor has its number, one of these is later than the newest.
      const later = [cursor.replace(/\d+$/, '99999'), `9${cursor.slice(1)}`].filter((future) => future !== cursor);
      const foreign = ['mabc123-1', '1750000000000000-1', '1750000000000-0', ...later];
      for (const nonsense of ['', '0', '$', 'nonsense', '-', '\0', '__proto__', `${cursor}0x`, ...foreign]) {
        const why = `of a store at ${JSON.stringify(cursor)}, the events after ${JSON.stringify(nonsense)}`;
        expect(await refusalOf(store, nonsense), why).toMatchObject({ kind: 'cursor' });
      }
    });
  });
}
