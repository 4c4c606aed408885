import type { Suite } from '../suite.ts';
import { leaseMs, recorded, retentionMs, setUp, times } from './set-up.ts';

export function describeRetention({ describe, it, expect }: Suite): void {
  describe('a closed session', () => {
    it('is kept for a while, and then forgotten with its messages, its user and its ticket', async (scope) => {
      const { store, establish, chat, close, sweepAfter } = await setUp(scope);
      await establish('c', { user: { key: 'user:7' } });
      await chat('c', 'hello');
      await store.step('link', { conversationId: 'c', ref: 'ticket' });
      await close('c');
      await sweepAfter(retentionMs - 1000);
      expect(await store.find('ticket')).toMatchObject({ conversationId: 'c' });
      expect(await sweepAfter(2000)).toMatchObject({ changes: [] });
      expect(await recorded(store, 'c')).toEqual({ session: undefined, messages: undefined });
      expect(await store.find('ticket')).toBeUndefined();
      for (const query of [{}, { state: 'closed' as const }, { userKey: 'user:7' }]) {
        expect(await store.sessions({ ...query, limit: 10 })).toMatchObject({ sessions: [] });
      }
    });

    it('is as unknown as any afterwards: the next chat opens an orphan', async (scope) => {
      const { store, establish, chat, close, sweepAfter } = await setUp(scope);
      await establish('c', { user: { key: 'user:7' } });
      await chat('c', 'hello');
      await close('c');
      await sweepAfter(retentionMs + 1000);
      expect(await chat('c', 'hello')).toMatchObject({ outcome: 'stored', changes: [{ type: 'opened' }, {}] });
      const { session, messages } = await recorded(store, 'c');
      expect(session).toMatchObject({ orphan: true, state: 'waiting', user: {}, lastSeq: 1, version: 2 });
      expect(messages).toMatchObject([{ seq: 1 }]);
    });

    it('takes only its own ticket and user along', async (scope) => {
      const { store, establish, close, sweepAfter } = await setUp(scope);
      const user = { key: 'user:7' };
      await establish('old', { user });
      await store.step('link', { conversationId: 'old', ref: 'ticket' });
      await close('old');
      await sweepAfter(retentionMs - times.waitTimeoutMs);
      await establish('new', { user });
      await store.step('link', { conversationId: 'new', ref: 'ticket' });
      await sweepAfter(times.waitTimeoutMs + 1000);
      expect(await store.session('old')).toBeUndefined();
      expect(await store.find('ticket')).toMatchObject({ conversationId: 'new' });
      const { sessions } = await store.sessions({ userKey: 'user:7', limit: 10 });
      expect(sessions.map(({ conversationId }) => conversationId)).toEqual(['new']);
    });

    it('that was opened again is not forgotten', async (scope) => {
      const { store, establish, chat, sweepAfter } = await setUp(scope);
      await establish('c');
      await sweepAfter(times.waitTimeoutMs * 2);
      await chat('c', 'hello');
      for (let hours = 0; hours < 30; hours++) {
        await sweepAfter(times.idleTimeoutMs - 1000);
        await chat('c', `still here ${hours}`);
      }
      expect(await store.session('c')).toMatchObject({ state: 'waiting', userMessages: 31 });
    });

    it('is forgotten too when its last reply was never settled', async (scope) => {
      const { store, establish, reply, close, sweepAfter } = await setUp(scope);
      await establish('c');
      await reply('c', 'hi');
      await close('c');
      await sweepAfter(leaseMs);
      await sweepAfter(retentionMs);
      await store.sweep();
      expect(await store.session('c')).toBeUndefined();
    });
  });

  it('an open session is kept, however long it is open', async (scope) => {
    const { store, establish, answer, chat, sweepAfter } = await setUp(scope);
    await establish('c');
    await answer('c', 'hi');
    for (let hours = 0; hours < 30; hours++) {
      await sweepAfter(times.idleTimeoutMs - 1000);
      await chat('c', `${hours}`);
    }
    expect(await store.session('c')).toMatchObject({ state: 'connected' });
  });
}
