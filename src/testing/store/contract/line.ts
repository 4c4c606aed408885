import type { Suite } from '../suite.ts';
import { newTurn, replyOf, setUp, waitMs } from './set-up.ts';

export function describeLine({ describe, it, expect }: Suite): void {
  describe('the line', () => {
    it('is those who wait for the first reply, by the time they began', async (scope) => {
      const { store, clock, establish, chat, answer, close } = await setUp(scope);
      for (const id of ['c0', 'c1', 'c2', 'c3']) {
        await establish(id);
        await clock.advance(1000);
      }
      await chat('orphan', 'hello');
      expect(await store.line('c0')).toEqual({ length: 4, before: 0 });
      expect(await store.line('c3')).toEqual({ length: 4, before: 3 });
      expect(await store.line('orphan')).toEqual({ length: 4, before: undefined });
      await answer('c0', 'hi');
      await close('c2');
      expect(await store.line('c0')).toEqual({ length: 2, before: undefined });
      expect(await store.line('c3')).toEqual({ length: 2, before: 1 });
      await store.forget({ conversationId: 'c1' });
      expect(await store.line('c3')).toEqual({ length: 1, before: 0 });
      expect(await store.line('never heard of')).toEqual({ length: 1, before: undefined });
    });

    it('has the place of who began first for a session that began again, and for an orphan that was filled', async (scope) => {
      const { store, establish, chat, sweepAfter } = await setUp(scope);
      await chat('orphan', 'hello');
      await sweepAfter(500);
      await establish('again');
      await sweepAfter(waitMs + 1000);
      await establish('new');
      await chat('again', 'anybody?');
      await establish('orphan');
      const places = ['orphan', 'again', 'new'].map((id) => store.line(id));
      expect((await Promise.all(places)).map(({ before }) => before)).toEqual([0, 1, 2]);
    });

    it('has those who began at the same moment in the order they came', async (scope) => {
      const { store, establish } = await setUp(scope);
      const ids = ['b', 'a', 'c'];
      for (const id of ids) await establish(id);
      const places = await Promise.all(ids.map((id) => store.line(id)));
      expect(places.map(({ before }) => before)).toEqual([0, 1, 2]);
    });
  });

  describe('counts', () => {
    it('say how many sessions are in each state', async (scope) => {
      const { store, establish, chat, answer, close, sweepAfter } = await setUp(scope);
      expect(await store.counts()).toEqual({ waiting: 0, connected: 0, closed: 0 });
      for (const id of ['c0', 'c1', 'c2', 'c3', 'c4']) await establish(id);
      await chat('orphan', 'hello');
      await answer('c0', 'hi');
      await answer('c1', 'hi');
      await close('c1');
      await close('c2');
      expect(await store.counts()).toEqual({ waiting: 3, connected: 1, closed: 2 });
      await store.forget({ conversationId: 'c1' });
      await store.forget({ conversationId: 'c3' });
      await sweepAfter(waitMs + 1000);
      expect(await store.counts()).toEqual({ waiting: 1, connected: 1, closed: 2 });
    });

    it('stay right when several stores write at once', async (scope) => {
      const { store, another, establish } = await setUp(scope);
      const other = await another();
      const ids = Array.from({ length: 20 }, (_, index) => `c${index}`);
      await Promise.all(ids.map((id) => establish(id)));
      await Promise.all(
        ids.flatMap((conversationId) => [
          store.step('reply', replyOf(conversationId, 'hi'), newTurn()),
          other.step('close', { conversationId, type: 'USER_CLOSED' }),
        ]),
      );
      const states = await Promise.all(ids.map((id) => store.session(id)));
      expect(states.every((session) => session?.state === 'closed')).toBe(true);
      expect(await store.counts()).toEqual({ waiting: 0, connected: 0, closed: 20 });
    });
  });
}
