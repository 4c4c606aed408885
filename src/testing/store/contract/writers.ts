import type { DeskEvent, DeskStore } from '../../../desk/index.ts';
import type { Suite } from '../suite.ts';
import { chatOf, establishOf, eventsSince, newTurn, setUp } from './set-up.ts';

const writers = 8;
const chatsEach = 20;

export function describeWriters({ describe, it, expect }: Suite): void {
  describe('several stores on one database', () => {
    it('are one: what one stores, all read, and a repeat is one on each', async (scope) => {
      const { store, another, establish, chat } = await setUp(scope);
      const other = await another();
      await establish('c', { lines: [{ id: 'l', from: 'user', text: 'help' }] });
      expect(await other.step('chat', chatOf('c', 'hello'))).toMatchObject({ outcome: 'stored' });
      expect(await chat('c', 'hello')).toMatchObject({ outcome: 'repeated' });
      expect(await other.step('establish', establishOf('c'), newTurn())).toMatchObject({ outcome: 'repeated' });
      expect(await store.session('c')).toEqual(await other.session('c'));
      expect(await store.transcript('c', { after: 0, limit: 10 })).toHaveLength(2);
    });

    it('never let anything appear before a cursor that was handed out, with eight writers at once', async (scope) => {
      const { store, another } = await setUp(scope);
      const stores = await Promise.all(Array.from({ length: writers }, another));
      const { cursor } = await store.sessions({ limit: 1 });
      const controller = new AbortController();
      const live: DeskEvent[] = [];
      // Two for each conversation: the session, and each message.
      const count = writers * (chatsEach + 1);
      const following = (async () => {
        for await (const event of store.events(cursor, controller.signal)) {
          live.push(event);
          if (live.length === count) return;
        }
      })();
      await Promise.all(stores.map((one, writer) => write(one, writer)));
      const all = await eventsSince(store, cursor);
      expect(all).toHaveLength(count);
      await following;
      expect(live).toEqual(all);
      controller.abort();
      expect(new Set(all.map((event) => event.cursor)).size).toBe(count);
    });

    it('hand out cursors after which nothing is missing', async (scope) => {
      const { store, another } = await setUp(scope);
      const stores = await Promise.all(Array.from({ length: writers }, another));
      const handed: { cursor: string; writer: number; next: number }[] = [];
      await Promise.all(
        stores.map((one, writer) =>
          write(one, writer, (cursor, index) => handed.push({ cursor, writer, next: index + 1 })),
        ),
      );
      for (const { cursor, writer, next } of handed.filter((_, index) => index % 20 === 0)) {
        const later = await eventsSince(store, cursor);
        const texts = later.flatMap((event) => ('message' in event ? event.message.text : []));
        for (let index = next; index < chatsEach; index++) expect(texts).toContain(`${writer}.${index}`);
      }
    });
  });
}

async function write(store: DeskStore, writer: number, told?: (cursor: string, index: number) => void): Promise<void> {
  for (let index = 0; index < chatsEach; index++) {
    const { cursor } = await store.step('chat', chatOf(`c${writer}`, `${writer}.${index}`));
    told?.(cursor, index);
  }
}
