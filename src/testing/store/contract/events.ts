import type { DeskEvent, DeskStore } from '../../../desk/index.ts';
import type { Suite } from '../suite.ts';
import { cursorOf, eventsSince, setUp } from './set-up.ts';

/** Follows in the background; `seen(n)` resolves once there were n events. */
function following(store: DeskStore, after?: string, signal?: AbortSignal) {
  const controller = new AbortController();
  const events: DeskEvent[] = [];
  let look = () => {};
  const ended = (async () => {
    for await (const event of store.events(after, signal ?? controller.signal)) {
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

const texts = (events: DeskEvent[]) => events.map((event) => ('message' in event ? event.message.text : event.type));

export function describeEvents({ describe, it, expect }: Suite): void {
  describe('events', () => {
    it('say all that changed, in the order it did', async (scope) => {
      const { store, clock, establish, reply, settle, close } = await setUp(scope);
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
      expect(events.map((event) => event.at - at)).toEqual([0, 1000, 1000, 1000, 1000]);
      expect(new Set(events.map((event) => event.cursor)).size).toBe(events.length);
    });

    it('go on after each cursor they gave, missing and repeating nothing', async (scope) => {
      const { store, chat } = await setUp(scope);
      const { cursor } = await store.sessions({ limit: 1 });
      for (let index = 0; index < 12; index++) await chat(`c${index % 3}`, `${index}`);
      const all = await eventsSince(store, cursor);
      expect(all).toHaveLength(15);
      for (const [index, event] of all.entries()) {
        const rest = await eventsSince(store, event.cursor);
        expect(rest.slice(0, all.length - index - 1)).toEqual(all.slice(index + 1));
      }
    });

    it('without a cursor begin with what comes next', async (scope) => {
      const { store, chat, establish } = await setUp(scope);
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

    it('reach everybody who follows, live and in order', async (scope) => {
      const { store, chat } = await setUp(scope);
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

    it('are each follower’s own: what one changes, the next does not see', async (scope) => {
      const { store, establish } = await setUp(scope);
      const { cursor } = await store.sessions({ limit: 1 });
      const followers = [following(store, cursor), following(store, cursor)];
      await establish('first');
      for (const { seen } of followers) await seen(1);
      await establish('c', {
        user: { key: 'user:7' },
        lines: [{ id: 'l', from: 'user', text: 'help' }],
        greeting: { id: 'g', text: 'Hi' },
      });
      for (const { seen, controller, ended } of followers) {
        const [, opened, message] = await seen(3);
        expect(opened).toMatchObject({ session: { user: { key: 'user:7' } }, transcript: [{ text: 'help' }] });
        expect(message).toMatchObject({ message: { text: 'Hi' } });
        if (opened && 'session' in opened) opened.session.user.key = 'changed';
        if (opened && 'transcript' in opened && opened.transcript?.[0]) opened.transcript[0].text = 'changed';
        if (message && 'message' in message) message.message.text = 'changed';
        controller.abort();
        await ended;
      }
      expect(await store.session('c')).toMatchObject({ user: { key: 'user:7' } });
    });

    it('are the same for one who is slow', async (scope) => {
      const { store, chat } = await setUp(scope);
      const { cursor } = await store.sessions({ limit: 1 });
      for (let index = 0; index < 600; index++) await chat('c', `${index}`);
      const events: DeskEvent[] = [];
      for await (const event of store.events(cursor, AbortSignal.timeout(60_000))) {
        events.push(event);
        if (events.length === 300) for (let index = 600; index < 1200; index++) await chat('c', `${index}`);
        if (events.length === 1201) break;
      }
      expect(texts(events)).toEqual(['opened', ...Array.from({ length: 1200 }, (_, index) => `${index}`)]);
    });

    it('end without an error when aborted', async (scope) => {
      const { store, chat } = await setUp(scope);
      await chat('c', 'one');
      const cursor = await cursorOf(store);
      const { controller, ended, seen } = following(store, cursor);
      await chat('c', 'two');
      await seen(1);
      controller.abort();
      await ended;
      expect(await collectAborted(store)).toEqual([]);
    });

    it('leave no listener behind when the loop is left', async (scope) => {
      const { store, chat } = await setUp(scope);
      const { signal, listeners } = countedSignal();
      await chat('c', '0');
      const cursor = await cursorOf(store);
      for (let index = 1; index <= 20; index++) await chat('c', `${index}`);
      let count = 0;
      for await (const _ of store.events(cursor, signal)) {
        expect(listeners()).toBeLessThanOrEqual(1);
        if (++count === 20) break;
      }
      expect(listeners()).toBe(0);
    });

    it('listen once, however long they are waited for', async (scope) => {
      const { store, chat } = await setUp(scope);
      await chat('c', 'first');
      const cursor = await cursorOf(store);
      const { signal, listeners, abort } = countedSignal();
      const { ended, seen } = following(store, cursor, signal);
      for (let count = 1; count <= 20; count++) {
        await chat('c', `${count}`);
        await seen(count);
      }
      expect(listeners()).toBeLessThanOrEqual(1);
      abort();
      await ended;
    });
  });
}

async function collectAborted(store: DeskStore): Promise<DeskEvent[]> {
  const events: DeskEvent[] = [];
  for await (const event of store.events(undefined, AbortSignal.abort())) events.push(event);
  return events;
}

/** A signal that counts who listens to it. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const listening = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...given: Parameters<AbortSignal['addEventListener']>) => {
    listening.add(given[1]);
    addEventListener.apply(signal, given);
  };
  signal.removeEventListener = (...given: Parameters<AbortSignal['removeEventListener']>) => {
    listening.delete(given[1]);
    removeEventListener.apply(signal, given);
  };
  return { signal, listeners: () => listening.size, abort: () => controller.abort() };
}
