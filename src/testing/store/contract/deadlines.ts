import type { Suite } from '../suite.ts';
import { leaseMs, newTurn, setUp, times, waitMs } from './set-up.ts';

export function describeDeadlines({ describe, it, expect }: Suite): void {
  describe('the clock', () => {
    it('ends a session nobody replied to, a little after its deadline', async (scope) => {
      const { store, clock, establish, sweepAfter } = await setUp(scope);
      await establish('c');
      expect(await sweepAfter(waitMs - 1000)).toEqual({ changes: [], waiting: [], more: false });
      expect(await store.session('c')).toMatchObject({ state: 'waiting' });
      // Stores may look at whole seconds.
      const { changes } = await sweepAfter(2000);
      const session = await store.session('c');
      expect(session).toMatchObject({ state: 'closed', closeReason: 'never_answered', closedAt: clock.now() });
      expect(changes).toEqual([{ type: 'closed', session }]);
    });

    it('does not wait longer because the user writes', async (scope) => {
      const { store, clock, establish, chat, sweepAfter } = await setUp(scope);
      await establish('c');
      await clock.advance(times.waitTimeoutMs);
      await chat('c', 'anybody?');
      await sweepAfter(waitMs - times.waitTimeoutMs + 1000);
      expect(await store.session('c')).toMatchObject({ closeReason: 'never_answered' });
    });

    it('ends a session that fell silent, counted from its last sign of life', async (scope) => {
      const { store, clock, establish, answer, chat, sweepAfter } = await setUp(scope);
      await establish('c');
      await answer('c', 'hi');
      await clock.advance(times.idleTimeoutMs - 5000);
      await chat('c', 'still here');
      expect((await sweepAfter(times.idleTimeoutMs - 1000)).changes).toEqual([]);
      expect((await sweepAfter(2000)).changes).toMatchObject([{ session: { closeReason: 'abandoned' } }]);
      expect(await store.session('c')).toMatchObject({ state: 'closed' });
    });

    it('ends an orphan only for silence', async (scope) => {
      const { chat, sweepAfter } = await setUp(scope);
      await chat('c', 'hello');
      expect((await sweepAfter(times.orphanTimeoutMs - 1000)).changes).toEqual([]);
      expect((await sweepAfter(2000)).changes).toMatchObject([{ session: { closeReason: 'abandoned', orphan: true } }]);
    });

    it('ends nothing while a reply is on its way, nor while one waits', async (scope) => {
      const { store, clock, establish, reply, settle } = await setUp(scope);
      await establish('c');
      await clock.advance(times.waitTimeoutMs);
      const { work } = await reply('c', 'one');
      await reply('c', 'two');
      for (let index = 0; index < 4; index++) {
        await clock.advance(leaseMs - 1000);
        await store.step('renew', { conversationId: 'c', turn: work?.turn ?? '' });
        expect(await store.sweep()).toEqual({ changes: [], waiting: [], more: false });
      }
      const next = await settle(work, 'sent');
      expect(await store.session('c')).toMatchObject({ state: 'connected' });
      await settle(next.work, 'sent');
      expect((await store.sweep()).changes).toEqual([]);
    });

    it('ends it when the reply on its way came to nothing', async (scope) => {
      const { store, clock, establish, reply, settle, sweepAfter } = await setUp(scope);
      await establish('c');
      await clock.advance(waitMs - 1000);
      const { work } = await reply('c', 'hi');
      await clock.advance(5000);
      await settle(work, 'failed');
      await sweepAfter(1000);
      expect(await store.session('c')).toMatchObject({ closeReason: 'never_answered' });
    });

    it('ends a session once, however many sweep', async (scope) => {
      const { store, clock, establish } = await setUp(scope);
      await establish('c');
      await clock.advance(waitMs + 1000);
      const sweeps = await Promise.all([1, 2, 3, 4].map(() => store.sweep()));
      expect(sweeps.flatMap(({ changes }) => changes)).toHaveLength(1);
    });

    it('ends any number of sessions, some at a time', async (scope) => {
      const { store, clock, establish } = await setUp(scope);
      for (let index = 0; index < 250; index++) await establish(`c${index}`);
      await clock.advance(waitMs + 1000);
      const closed: string[] = [];
      for (let more = true; more; ) {
        const sweep = await store.sweep();
        for (const change of sweep.changes) if (change.type === 'closed') closed.push(change.session.conversationId);
        more = sweep.more;
      }
      expect(closed).toHaveLength(250);
      expect(new Set(closed).size).toBe(250);
    });

    it('is no authority: the session opens again when the user writes', async (scope) => {
      const { store, establish, chat, sweepAfter } = await setUp(scope);
      await establish('c');
      await sweepAfter(waitMs + 1000);
      const step = await chat('c', 'hello?');
      expect(step.changes.map(({ type }) => type)).toEqual(['updated', 'message']);
      const session = await store.session('c');
      expect(session).toMatchObject({ state: 'waiting' });
      expect(session).not.toHaveProperty('closedAt');
      expect(session).not.toHaveProperty('closeReason');
      await sweepAfter(times.idleTimeoutMs + 1000);
      expect(await store.session('c')).toMatchObject({ closeReason: 'abandoned' });
      await chat('c', 'again');
      expect(await store.session('c')).toMatchObject({ state: 'waiting' });
    });

    it('is overruled for good once the platform has closed too', async (scope) => {
      const { store, establish, chat, close, sweepAfter } = await setUp(scope);
      await establish('c');
      await sweepAfter(waitMs + 1000);
      expect(await close('c', 'TIMEOUT')).toMatchObject({ outcome: 'repeated', changes: [] });
      await chat('c', 'hello?');
      expect(await store.session('c')).toMatchObject({ state: 'closed', closeReason: 'never_answered' });
    });

    for (const who of ['agent', 'user']) {
      it(`opens nothing again that the ${who} has closed`, async (scope) => {
        const { store, establish, chat, close, settle } = await setUp(scope);
        await establish('c');
        if (who === 'user') await close('c');
        else
          await settle(
            (await store.step('requestClose', { conversationId: 'c', farewell: undefined }, newTurn())).work,
            'sent',
          );
        await chat('c', 'hello?');
        expect(await store.session('c')).toMatchObject({ state: 'closed' });
      });
    }
  });
}
