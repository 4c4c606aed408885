import { getEventListeners } from 'node:events';
import type { DeskEvent, DeskStore } from 'gptbots-human/desk';
import { describe, expect, it } from 'vitest';
import { chatOf, eventsSince, type MakeStore, setUp } from './set-up.ts';

/** Follows in the background; `seen(n)` resolves once there were n events. */
function following(store: DeskStore, after?: string) {
  const controller = new AbortController();
  const events: DeskEvent[] = [];
  let look = () => {};
  const ended = (async () => {
    for await (const event of store.events(after, controller.signal)) {
      events.push(event);
      look();
    }
  })();
  const seen = (count: number) =>
    new Promise<DeskEvent[]>((resolve, reject) => {
      look = () => events.length >= count && resolve(events);
      look();
      ended.then(() => reject(new Error(`expected ${count} events; after ${events.length} they ended`)), reject);
    });
  return { controller, events, ended, seen };
}

async function collect(store: DeskStore, after: string | undefined, count: number): Promise<DeskEvent[]> {
  const { controller, ended, seen } = following(store, after);
  const events = await seen(count);
  controller.abort();
  await ended;
  return events.slice(0, count);
}

const texts = (events: DeskEvent[]) => events.map((event) => ('message' in event ? event.message.text : event.type));

export function describeEvents(make: MakeStore): void {
  describe('events', () => {
    it('say all that changed, in the order it did', async () => {
      const { store, clock, establish, reply, settle, close } = await setUp(make);
      const { cursor } = await store.sessions({ limit: 1 });
      const at = clock.now();
      const opened = await establish('c', { lines: [{ id: 'l', from: 'user', text: 'help' }] });
      await clock.advance(1000);
      const replied = await reply('c', 'hi');
      const steps = [opened, replied, await settle(replied.work, 'sent'), await close('c')];
      const events = await eventsSince(store, cursor);
      expect(events.map(({ cursor: _, conversationId, at, ...change }) => change)).toEqual(
        steps.flatMap(({ changes }) => changes),
      );
      expect(new Set(events.map(({ conversationId }) => conversationId))).toEqual(new Set(['c']));
      expect(events.map((event) => event.at - at)).toEqual([0, 0, 1000, 1000, 1000, 1000]);
      expect(new Set(events.map((event) => event.cursor)).size).toBe(events.length);
    });

    it('go on after each cursor they gave, missing and repeating nothing', async () => {
      const { store, chat } = await setUp(make);
      const { cursor } = await store.sessions({ limit: 1 });
      for (let index = 0; index < 12; index++) await chat(`c${index % 3}`, `${index}`);
      const all = await eventsSince(store, cursor);
      expect(all).toHaveLength(15);
      for (const [index, event] of all.entries()) {
        const rest = await eventsSince(store, event.cursor);
        expect(rest.slice(0, all.length - index - 1)).toEqual(all.slice(index + 1));
      }
    });

    it('without a cursor begin with what comes next', async () => {
      const { store, chat, establish } = await setUp(make);
      await establish('c');
      await chat('c', 'before');
      const { controller, ended, seen } = following(store);
      // It has begun to follow once it has seen something.
      let count = 0;
      for (let isSeen = false; !isSeen; ) {
        await chat('c', `after ${count++}`);
        isSeen = await Promise.race([seen(1).then(() => true), new Promise<false>((no) => setTimeout(no, 20, false))]);
      }
      const [first] = await seen(1);
      expect(first && texts([first])[0]).toMatch(/^after/);
      controller.abort();
      await ended;
    });

    it('reach everybody who follows, live and in order', async () => {
      const { store, chat } = await setUp(make);
      const { cursor } = await store.sessions({ limit: 1 });
      const followers = [following(store, cursor), following(store, cursor), following(store, cursor)];
      await chat('c', '0');
      for (const follower of followers) await follower.seen(2);
      for (let index = 1; index < 50; index++) await chat('c', `${index}`);
      for (const { seen, controller, ended } of followers) {
        expect(texts(await seen(51))).toEqual(['opened', ...Array.from({ length: 50 }, (_, index) => `${index}`)]);
        controller.abort();
        await ended;
      }
    });

    it('are each follower’s own: what one changes, the next does not see', async () => {
      const { store, establish } = await setUp(make);
      const { cursor } = await store.sessions({ limit: 1 });
      const followers = [following(store, cursor), following(store, cursor)];
      await establish('first');
      for (const { seen } of followers) await seen(1);
      await establish('c', { user: { key: 'user:7' }, lines: [{ id: 'l', from: 'user', text: 'help' }] });
      for (const { seen, controller, ended } of followers) {
        const [, opened, message] = await seen(3);
        expect(opened).toMatchObject({ session: { user: { key: 'user:7' } } });
        expect(message).toMatchObject({ message: { text: 'help' } });
        if (opened && 'session' in opened) opened.session.user.key = 'changed';
        if (message && 'message' in message) message.message.text = 'changed';
        controller.abort();
        await ended;
      }
      expect(await store.session('c')).toMatchObject({ user: { key: 'user:7' } });
    });

    it('are the same for one who is slow', async () => {
      const { store, chat } = await setUp(make);
      const { cursor } = await store.sessions({ limit: 1 });
      for (let index = 0; index < 1500; index++) await chat('c', `${index}`);
      const events: DeskEvent[] = [];
      for await (const event of store.events(cursor, AbortSignal.timeout(100_000))) {
        events.push(event);
        if (events.length === 700) for (let index = 1500; index < 3000; index++) await chat('c', `${index}`);
        if (events.length === 3001) break;
      }
      expect(texts(events)).toEqual(['opened', ...Array.from({ length: 3000 }, (_, index) => `${index}`)]);
    });

    it('end without an error when aborted, and leave no listener behind', async () => {
      const { store, chat } = await setUp(make);
      const { cursor } = await chat('c', 'one');
      const { controller, ended, seen } = following(store, cursor);
      await chat('c', 'two');
      await seen(1);
      controller.abort();
      await expect(ended).resolves.toBeUndefined();
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
      await expect(collectAborted(store)).resolves.toEqual([]);
    });

    it('leave no listener behind when the loop is left', async () => {
      const { store, chat } = await setUp(make);
      const { signal } = new AbortController();
      const { cursor } = await chat('c', '0');
      for (let index = 1; index <= 20; index++) await chat('c', `${index}`);
      let count = 0;
      for await (const _ of store.events(cursor, signal)) {
        expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
        if (++count === 20) break;
      }
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    });

    it('listen once, however long they are waited for', async () => {
      const { store, chat } = await setUp(make);
      const { cursor } = await chat('c', 'first');
      const { controller, ended, seen } = following(store, cursor);
      for (let count = 1; count <= 20; count++) {
        await chat('c', `${count}`);
        await seen(count);
      }
      expect(getEventListeners(controller.signal, 'abort').length).toBeLessThanOrEqual(1);
      controller.abort();
      await ended;
    });

    it('after a cursor that is too old are refused: some would be missing', async () => {
      const { store, chat } = await setUp(make, { eventsMax: 100 });
      const { cursor } = await chat('c', 'first');
      for (let index = 0; index < 1000; index++) await chat('c', `${index}`);
      await expect(collect(store, cursor, 1)).rejects.toMatchObject({
        kind: 'cursor',
        message: expect.stringContaining('desk.sessions()'),
      });
      const last = await chat('c', 'last');
      expect(await eventsSince(store, last.cursor)).toEqual([]);
    });

    it('are kept, as many as the store was told to keep', async () => {
      const { store, chat } = await setUp(make, { eventsMax: 100 });
      for (let index = 0; index < 500; index++) await chat('c', `${index}`);
      const { cursor } = await chat('c', 'last');
      for (let index = 0; index < 99; index++) await chat('c', `after ${index}`);
      expect(await collect(store, cursor, 99)).toHaveLength(99);
    });

    it('after a cursor of another store are refused', async () => {
      const { chat } = await setUp(make);
      const other = await setUp(make);
      const { cursor } = await chat('c', 'one');
      await other.store.chat(chatOf('c', 'one'));
      await other.store.chat(chatOf('c', 'two'));
      await expect(collect(other.store, cursor, 1)).rejects.toMatchObject({ kind: 'cursor' });
    });

    it('after what is no cursor of this kind of store are refused', async () => {
      const { store, chat } = await setUp(make);
      const { cursor } = await chat('c', 'one');
      const future = cursor.replace(/\d+$/, '99999');
      const foreign = ['mabc123-1', '1750000000000000-1', '1750000000000-0', future];
      for (const nonsense of ['', '0', '$', 'nonsense', '-', '\0', '__proto__', `${cursor}0x`, ...foreign]) {
        await expect(collect(store, nonsense, 1), JSON.stringify(nonsense)).rejects.toMatchObject({ kind: 'cursor' });
      }
    });
  });
}

async function collectAborted(store: DeskStore): Promise<DeskEvent[]> {
  const events: DeskEvent[] = [];
  for await (const event of store.events(undefined, AbortSignal.abort())) events.push(event);
  return events;
}
