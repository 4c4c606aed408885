import type { Suite } from '../suite.ts';
import { leaseMs, newTurn, outcomeOf, recorded, setUp } from './set-up.ts';

export function describeLeases({ describe, it, expect }: Suite): void {
  describe('a turn', () => {
    it('lasts as long as it is renewed', async (scope) => {
      const { store, clock, establish, reply, sweepAfter } = await setUp(scope);
      await establish('c');
      const { work } = await reply('c', 'hi');
      const renew = () => store.step('renew', { conversationId: 'c', turn: work?.turn ?? '' });
      for (let index = 0; index < 5; index++) {
        await clock.advance(leaseMs - 1000);
        expect(await renew()).toMatchObject({ outcome: 'renewed', changes: [] });
        expect(await store.sweep()).toEqual({ changes: [], waiting: [], more: false });
      }
      expect((await recorded(store, 'c')).messages).toMatchObject([{ status: 'pending' }]);
      expect((await sweepAfter(leaseMs)).changes).toMatchObject([{ type: 'settled', message: { status: 'unknown' } }]);
      expect(await renew()).toMatchObject({ outcome: 'lost', changes: [] });
    });

    it('is renewed only for its holder', async (scope) => {
      const { store, establish, reply } = await setUp(scope);
      await establish('c');
      await reply('c', 'hi');
      expect(await store.step('renew', { conversationId: 'c', turn: 'of another' })).toMatchObject({ outcome: 'lost' });
      expect(await store.step('renew', { conversationId: 'unknown', turn: 'any' })).toMatchObject({ outcome: 'lost' });
      expect(await store.step('renew', { conversationId: 'c', turn: '' })).toMatchObject({ outcome: 'lost' });
    });

    it('that was given up makes its reply unknown, and what waits can be started, once', async (scope) => {
      const { store, establish, reply, settle, sweepAfter } = await setUp(scope);
      await establish('c');
      await reply('c', 'one');
      await reply('c', 'two');
      const swept = await sweepAfter(leaseMs);
      expect(swept).toMatchObject({
        changes: [{ type: 'settled', message: { text: 'one', status: 'unknown' } }],
        waiting: ['c'],
      });
      const starts = await Promise.all([1, 2, 3].map(() => store.step('start', { conversationId: 'c' }, newTurn())));
      const [work, ...more] = starts.flatMap((step) => step.work ?? []);
      expect(work).toMatchObject({ message: { text: 'two' } });
      expect(more).toEqual([]);
      expect((await store.sweep()).waiting).toEqual([]);
      await settle(work, 'sent');
      expect((await recorded(store, 'c')).messages?.map(({ status }) => status)).toEqual(['unknown', 'sent']);
    });

    it('is found by the next sweep too, when nobody started what waited', async (scope) => {
      const { store, establish, reply, sweepAfter } = await setUp(scope);
      await establish('c');
      await reply('c', 'one');
      await reply('c', 'two');
      await sweepAfter(leaseMs);
      expect(await store.sweep()).toEqual({ changes: [], waiting: ['c'], more: false });
    });

    it('that was given up is put right by its holder, who knows better', async (scope) => {
      const { store, establish, reply, settle, sweepAfter } = await setUp(scope);
      await establish('c');
      const { work } = await reply('c', 'one');
      await reply('c', 'two');
      await sweepAfter(leaseMs);
      const started = await store.step('start', { conversationId: 'c' }, newTurn());
      const late = await settle(work, 'sent');
      expect(late.changes).toMatchObject([{ type: 'settled', message: { text: 'one', status: 'sent' } }, {}]);
      expect(late.work).toBeUndefined();
      const renewed = await store.step('renew', { conversationId: 'c', turn: started.work?.turn ?? '' });
      expect(renewed.outcome).toBe('renewed');
      expect((await recorded(store, 'c')).messages?.map(({ status }) => status)).toEqual(['sent', 'pending']);
    });

    it('of a close that was given up: the close is put back', async (scope) => {
      const { store, establish, sweepAfter } = await setUp(scope);
      await establish('c');
      const { work } = await store.step('requestClose', { conversationId: 'c', farewell: undefined }, newTurn());
      expect(work).toMatchObject({ entry: 0 });
      expect(await sweepAfter(leaseMs)).toMatchObject({ changes: [], waiting: ['c'] });
      const again = await store.step('start', { conversationId: 'c' }, newTurn());
      expect(again.work).toMatchObject({ entry: 0 });
      await store.step('settle', outcomeOf(again.work, 'sent'), newTurn());
      expect(await store.session('c')).toMatchObject({ state: 'closed', closeReason: 'agent_closed' });
    });

    it('that ended with the session starts nothing', async (scope) => {
      const { store, establish, reply, close, sweepAfter } = await setUp(scope);
      await establish('c');
      await reply('c', 'one');
      await reply('c', 'two');
      await close('c');
      const swept = await sweepAfter(leaseMs);
      expect(swept).toMatchObject({ changes: [{ type: 'settled', message: { status: 'unknown' } }], waiting: [] });
      expect((await store.step('start', { conversationId: 'c' }, newTurn())).work).toBeUndefined();
    });
  });
}
