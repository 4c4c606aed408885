import { memoryStore } from 'gptbots-human/desk';
import { describe, expect, it, vi } from 'vitest';
import { until } from '../helpers/eventually.ts';
import { codes, table } from './document.ts';
import { fill } from './page.ts';
import { gate } from './requests.ts';
import { chatTo, setUp } from './scene.ts';

const day = 86_400_000;

describe('what the guide says about sessions', () => {
  it('names every method of a desk', () => {
    const named = table('call').flatMap(([call]) => codes(call).map((code) => code.replace(/\(.*/, '')));
    expect(new Set([...named, 'webhook'])).toEqual(new Set(Object.keys(setUp().desk)));
  });

  it('a page that loads the sessions, then follows the changes, misses none', async () => {
    const { platform, desk } = setUp();
    const { conversationId } = await platform.visitor();
    const { opened: shown, open } = gate();
    const show = vi.fn(open);
    const apply = vi.fn();
    const over = new AbortController();
    const filling = fill({ show, apply }, desk, over.signal);
    await shown;
    await desk.reply(conversationId, 'hello');
    await until(() => apply.mock.calls.some(([event]) => event.type === 'connected'));
    over.abort();
    await filling;
    expect(show).toHaveBeenCalledExactlyOnceWith([expect.objectContaining({ conversationId, state: 'waiting' })]);
    expect(apply.mock.calls.map(([event]) => event.type)).toEqual(['message', 'settled', 'connected']);
  });

  it("a user's messages stand in the order of GPTBots' timestamps, however many come out of order, and none moves", async () => {
    const { desk } = setUp();
    await chatTo(desk, 'c1', 'first', 1_000);
    await chatTo(desk, 'c1', 'last', 2_000);
    const inOrder = Array.from({ length: 70 }, (_, n) => `at ${1_500 + n}`);
    const places = new Map<string, number>();
    // Each belongs before all that came in between.
    for (const text of inOrder.toReversed()) {
      await chatTo(desk, 'c1', text, Number(text.slice('at '.length)));
      for (const message of await desk.transcript('c1')) {
        const { order } = message;
        expect(places.get(message.text) ?? order, `where "${message.text}" stands`).toBe(order);
        places.set(message.text, order);
      }
    }
    const shown = [...places].sort(([, one], [, other]) => one - other).map(([text]) => text);
    expect(shown).toEqual(['first', ...inOrder, 'last']);
  });

  it('the defaults: 60 s of waiting, a day of silence, and a closed session kept for a day', async () => {
    const store = memoryStore();
    const open = vi.spyOn(store, 'open');
    const { clock } = setUp({ store });
    expect(open).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ waitTimeoutMs: 60_000, idleTimeoutMs: day }),
    );
    await store.step('close', { conversationId: 'c1', type: 'USER_CLOSED' });
    const later = async (ms: number) => {
      store.open({
        waitTimeoutMs: 60_000,
        idleTimeoutMs: day,
        orphanTimeoutMs: day,
        clock: { ...clock, now: () => clock.now() + ms },
      });
      await store.sweep();
      return (await store.session('c1'))?.state;
    };
    expect(await later(day - 1_000)).toBe('closed');
    expect(await later(day + 1_000)).toBeUndefined();
  });

  it('the memory store keeps the newest 10,000 changes, at least', async () => {
    const store = memoryStore();
    const { cursor: first } = await store.step('link', { conversationId: 'c1', ref: 'none' });
    const chat = (n: number) => store.step('chat', { conversationId: `c${n}`, id: 'm', text: 'hello', at: n });
    for (let n = 0; n < 5_000; n++) await chat(n); // two changes each: the session, and the message
    const next = (after: string) => store.events(after, new AbortController().signal)[Symbol.asyncIterator]().next();
    expect((await next(first)).value).toMatchObject({ type: 'opened', conversationId: 'c0' });
    for (let n = 5_000; n < 10_000; n++) await chat(n);
    await expect(next(first)).rejects.toMatchObject({ kind: 'cursor' });
  });

  it('many replies at once to one conversation all arrive, and nobody is told otherwise', async () => {
    // More changes than the store keeps for those who follow them.
    const { platform, desk } = setUp({ store: memoryStore({ eventsMax: 50 }) });
    const visitor = await platform.visitor();
    const texts = Array.from({ length: 300 }, (_, n) => `${n}`);
    const results = await Promise.allSettled(texts.map((text) => desk.reply(visitor.conversationId, text)));
    const complaints = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
    expect(new Set(complaints), 'what those who replied were told').toEqual(new Set());
    expect(visitor.replies.map(({ body }) => body)).toEqual(texts);
  });
});
