import type { Suite } from '../suite.ts';
import { cursorOf, eventsSince, newTurn, replyOf, setUp } from './set-up.ts';

const remind = { remindFirstReplyMs: 20_000, remindReplyMs: 120_000 };

export function describeReminders({ describe, it, expect }: Suite): void {
  describe('a reminder', () => {
    it('says once that nobody has replied since the handoff, over all stores', async (scope) => {
      const { store, clock, another, establish, sweepAfter } = await setUp(scope, remind);
      const other = await another();
      const openedAt = clock.now();
      await establish('c');
      const cursor = await cursorOf(store);
      expect((await sweepAfter(19_000)).changes).toEqual([]);
      await clock.advance(2000);
      const sweeps = await Promise.all([store.sweep(), other.sweep()]);
      const overdue = { type: 'overdue', waitingFor: 'first_reply', since: openedAt, session: { state: 'waiting' } };
      expect(sweeps.flatMap(({ changes }) => changes)).toMatchObject([overdue]);
      expect((await sweepAfter(10_000)).changes).toEqual([]);
      expect(await eventsSince(store, cursor)).toMatchObject([overdue]);
    });

    it('says once that nobody has replied to the user’s last message, and again after the next reply', async (scope) => {
      const { clock, establish, chat, answer, sweepAfter } = await setUp(scope, remind);
      await establish('c');
      await answer('c', 'hi');
      expect((await sweepAfter(300_000)).changes).toEqual([]);
      await chat('c', 'my parcel');
      expect((await sweepAfter(100_000)).changes).toEqual([]);
      await chat('c', 'is late');
      const since = clock.now();
      expect((await sweepAfter(119_000)).changes).toEqual([]);
      expect((await sweepAfter(2000)).changes).toMatchObject([{ type: 'overdue', waitingFor: 'reply', since }]);
      await chat('c', 'hello?');
      expect((await sweepAfter(121_000)).changes).toEqual([]);
      await answer('c', 'I am looking');
      expect((await sweepAfter(121_000)).changes).toEqual([]);
      await chat('c', 'and?');
      expect((await sweepAfter(121_000)).changes).toMatchObject([{ type: 'overdue', waitingFor: 'reply' }]);
    });

    it('is not made while a reply is on its way, and counts what the user wrote meanwhile', async (scope) => {
      const { clock, establish, chat, answer, reply, settle, sweepAfter } = await setUp(scope, remind);
      await establish('c');
      await answer('c', 'hi');
      await chat('c', 'one');
      await clock.advance(110_000);
      const { work } = await reply('c', 'on its way');
      await clock.advance(1000);
      await chat('c', 'two');
      const since = clock.now();
      await clock.advance(5000);
      await settle(work, 'sent');
      expect((await sweepAfter(100_000)).changes).toEqual([]);
      expect((await sweepAfter(20_000)).changes).toMatchObject([{ type: 'overdue', waitingFor: 'reply', since }]);
    });

    it('is not stopped by a greeting or a notice', async (scope) => {
      const { store, establish, settle, sweepAfter } = await setUp(scope, remind);
      const { work } = await establish('c', { greeting: { id: 'g', text: 'One minute.' } });
      await settle(work, 'sent');
      const notice = await store.step('reply', replyOf('c', 'You are next.', { from: 'system' }), newTurn());
      await settle(notice.work, 'sent');
      expect((await sweepAfter(21_000)).changes).toMatchObject([
        { type: 'overdue', waitingFor: 'first_reply', session: { state: 'connected' } },
      ]);
    });

    it('comes also for what was due while no store ran', async (scope) => {
      const { clock, another, establish } = await setUp(scope, remind);
      await establish('c');
      await clock.advance(50_000);
      const { changes } = await (await another()).sweep();
      expect(changes).toMatchObject([{ type: 'overdue', waitingFor: 'first_reply' }]);
    });

    it('is not for who is turned away, nor for a session that is over', async (scope) => {
      const { establish, close, settle, sweepAfter } = await setUp(scope, remind);
      const { work } = await establish('away', { turnAway: { id: 't', text: 'Come again.' } });
      await settle(work, 'sent');
      await establish('closed');
      await close('closed');
      expect((await sweepAfter(5000)).changes).toEqual([]);
      expect((await sweepAfter(20_000)).changes.filter(({ type }) => type === 'overdue')).toEqual([]);
    });
  });
}
