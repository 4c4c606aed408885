import type { Suite } from '../suite.ts';
import { recorded, setUp, times } from './set-up.ts';

export function describeOrphans({ describe, it, expect }: Suite): void {
  describe('an orphan without a sign of life', () => {
    it('is closed sooner than a session, and forgotten as soon again', async (scope) => {
      const { store, chat, establish, sweepAfter } = await setUp(scope);
      await chat('orphan', 'hello');
      await establish('session');
      await chat('session', 'hello');
      await sweepAfter(times.orphanTimeoutMs - 1000);
      expect(await store.session('orphan')).toMatchObject({ state: 'waiting' });
      await sweepAfter(2000);
      expect(await store.session('orphan')).toMatchObject({ state: 'closed', closeReason: 'abandoned' });
      await sweepAfter(times.orphanTimeoutMs);
      expect(await store.session('orphan')).toBeUndefined();
    });

    it('is forgotten as soon when it was only a close; with words in it, it is kept as any session', async (scope) => {
      const { store, chat, close, sweepAfter } = await setUp(scope);
      await close('empty');
      await chat('spoken', 'hello');
      await close('spoken');
      await sweepAfter(times.orphanTimeoutMs - 1000);
      expect(await store.session('empty')).toMatchObject({ state: 'closed' });
      await sweepAfter(2000);
      expect(await store.session('empty')).toBeUndefined();
      expect(await store.session('spoken')).toMatchObject({ state: 'closed' });
    });
  });

  describe('of more orphans than may be', () => {
    it('none is taken; those that are there, and sessions, go on', async (scope) => {
      const { store, another, chat, close, establish, answer } = await setUp(scope, { maxOrphans: 2 });
      await establish('session');
      await chat('one', 'hello');
      await close('two');
      const before = await recorded(store, 'one');
      expect(await chat('three', 'hello')).toMatchObject({ outcome: 'full', changes: [] });
      expect(await close('four')).toMatchObject({ outcome: 'full', changes: [] });
      const other = await another();
      expect(await other.step('close', { conversationId: 'five', type: 'TIMEOUT' })).toMatchObject({ outcome: 'full' });
      expect((await store.sessions({ limit: 10 })).sessions).toHaveLength(3);
      for (const id of ['three', 'four', 'five']) expect(await store.session(id)).toBeUndefined();
      expect(await recorded(store, 'one')).toEqual(before);

      expect(await chat('one', 'still here')).toMatchObject({ outcome: 'stored' });
      expect(await chat('session', 'hello')).toMatchObject({ outcome: 'stored' });
      expect(await answer('one', 'hi')).toMatchObject({ outcome: 'settled' });
      expect(await establish('another session')).toMatchObject({ outcome: 'opened' });
    });

    it('the next is taken once one was filled, forgotten, or erased', async (scope) => {
      const { store, chat, establish, sweepAfter } = await setUp(scope, { maxOrphans: 1 });
      await chat('one', 'hello');
      expect(await chat('two', 'hello')).toMatchObject({ outcome: 'full' });
      await establish('one');
      expect(await chat('two', 'hello')).toMatchObject({ outcome: 'stored' });
      expect(await chat('three', 'hello')).toMatchObject({ outcome: 'full' });
      await sweepAfter(times.orphanTimeoutMs + 1000);
      expect(await chat('three', 'hello')).toMatchObject({ outcome: 'full' });
      await sweepAfter(times.orphanTimeoutMs + 1000);
      expect(await chat('three', 'hello')).toMatchObject({ outcome: 'stored' });
      expect(await chat('four', 'hello')).toMatchObject({ outcome: 'full' });
      await store.forget({ conversationId: 'three' });
      expect(await chat('four', 'hello')).toMatchObject({ outcome: 'stored' });
    });
  });
}
