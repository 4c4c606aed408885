import type { Suite } from '../suite.ts';
import { newTurn, setUp, times } from './set-up.ts';

const turnAway = { id: 'sorry', text: 'We are back on Monday at 9.' };
const greeting = { id: 'hello', text: 'One minute.' };

export function describeTurningAway({ describe, it, expect }: Suite): void {
  describe('turning away', () => {
    it('sends the text instead of a greeting, then closes the session', async (scope) => {
      const { store, establish, settle } = await setUp(scope);
      const { work } = await establish('c', { turnAway, greeting });
      expect(work).toMatchObject({ message: { text: turnAway.text, from: 'system' } });
      expect(await store.line('c')).toEqual({ length: 0, before: undefined });
      const { work: last } = await settle(work, 'sent');
      expect(last?.message).toBeUndefined();
      expect(await settle(last, 'sent')).toMatchObject({
        changes: [{ type: 'closed', session: { closeReason: 'turned_away' } }],
      });
      expect(await store.transcript('c', { after: 0, limit: 10 })).toHaveLength(1);
    });

    it('closes the session also when the text fails, and when GPTBots refuses the close', async (scope) => {
      const { store, establish, settle } = await setUp(scope);
      for (const outcome of ['failed', 'unknown'] as const) {
        const { work } = await establish(outcome, { turnAway });
        await settle((await settle(work, outcome)).work, 'refused');
        expect(await store.session(outcome)).toMatchObject({ state: 'closed', closeReason: 'turned_away' });
      }
    });

    it('tries a close that failed again, until it succeeds', async (scope) => {
      const { store, establish, settle, sweepAfter } = await setUp(scope);
      const { work } = await establish('c', { turnAway });
      let last = (await settle(work, 'sent')).work;
      for (const outcome of ['failed', 'unknown', 'sent'] as const) {
        expect(await store.session('c')).toMatchObject({ state: 'connected' });
        await settle(last, outcome);
        const { waiting } = await sweepAfter(31_000);
        if (outcome === 'sent') break;
        expect(waiting, outcome).toEqual(['c']);
        last = (await store.step('start', { conversationId: 'c' }, newTurn())).work;
      }
      expect(await store.session('c')).toMatchObject({ state: 'closed', closeReason: 'turned_away' });
    });

    it('is over on this side after the longest silence, whatever GPTBots says', async (scope) => {
      const { store, establish, settle, sweepAfter } = await setUp(scope);
      const { work } = await establish('c', { turnAway });
      await settle((await settle(work, 'sent')).work, 'failed');
      await sweepAfter(times.idleTimeoutMs + 1000);
      expect(await store.session('c')).toMatchObject({ state: 'closed', closeReason: 'turned_away' });
    });

    it('is the reason of the end also when GPTBots closes first', async (scope) => {
      const { store, establish, close } = await setUp(scope);
      await establish('c', { turnAway });
      await close('c', 'TIMEOUT');
      expect(await store.session('c')).toMatchObject({ state: 'closed', closeReason: 'turned_away' });
    });

    it('is done once: the establish again changes nothing', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c', { turnAway });
      expect(await establish('c', { turnAway })).toMatchObject({ outcome: 'repeated', changes: [] });
      expect(await store.transcript('c', { after: 0, limit: 10 })).toHaveLength(1);
    });
  });
}
