import type { Suite } from '../suite.ts';
import { newTurn, replyOf, setUp } from './set-up.ts';

export function describeNotices({ describe, it, expect }: Suite): void {
  describe('a notice', () => {
    it('connects the session, and is no answer of a person', async (scope) => {
      const { store, establish, settle } = await setUp(scope);
      await establish('c');
      const notice = replyOf('c', 'You are next.', { from: 'system' });
      const { work } = await store.step('reply', notice, newTurn());
      await settle(work, 'sent');
      const session = await store.session('c');
      expect(session).toMatchObject({ state: 'connected', connectedAt: expect.any(Number) });
      expect(session).not.toHaveProperty('answeredAt');
      expect(await store.transcript('c', { after: 0, limit: 10 })).toMatchObject([{ from: 'system', status: 'sent' }]);
      expect(await store.step('reply', notice, newTurn())).toMatchObject({ outcome: 'sent', changes: [] });
    });

    it('is not an agent’s reply of the same id', async (scope) => {
      const { store, establish, reply } = await setUp(scope);
      await establish('c');
      await reply('c', 'hi');
      const notice = replyOf('c', 'hi', { from: 'system' });
      expect(await store.step('reply', notice, newTurn())).toMatchObject({ outcome: 'conflict' });
    });
  });

  describe('a greeting that was looked up', () => {
    const greeting = { conversationId: 'c', id: 'g', text: 'Welcome back.' };

    it('is stored once, and sent', async (scope) => {
      const { store, establish, settle } = await setUp(scope);
      await establish('c');
      const step = await store.step('greet', greeting, newTurn());
      expect(step).toMatchObject({ outcome: 'greeted', changes: [{ message: { from: 'system', status: 'pending' } }] });
      await settle(step.work, 'failed');
      expect(await store.step('greet', greeting, newTurn())).toMatchObject({ outcome: 'too late', changes: [] });
    });

    it('comes too late once somebody replies, or the session is over', async (scope) => {
      const { store, establish, reply, answer, close } = await setUp(scope);
      await establish('c');
      const { work } = await reply('c', 'hi');
      expect(await store.step('greet', greeting, newTurn())).toMatchObject({ outcome: 'too late', changes: [] });
      expect(work).toBeDefined();
      await establish('answered');
      await answer('answered', 'hi');
      await establish('closed');
      await close('closed');
      for (const conversationId of ['answered', 'closed', 'never heard of']) {
        const step = await store.step('greet', { ...greeting, conversationId }, newTurn());
        expect(step, conversationId).toMatchObject({ outcome: 'too late', changes: [] });
      }
    });
  });
}
