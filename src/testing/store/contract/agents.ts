import type { DeskStore } from '../../../desk/index.ts';
import type { Suite } from '../suite.ts';
import { recorded, retentionMs, setUp } from './set-up.ts';

const ann = { id: 'ann', name: 'Ann' };
const bob = { id: 'bob' };

const claimIn =
  (store: DeskStore) =>
  (agent: { id: string; name?: string }, from?: string, conversationId = 'c') =>
    store.step('claim', { conversationId, agent, from });

export function describeAgents({ describe, it, expect }: Suite): void {
  describe('claim', () => {
    it('gives a free session to an agent, and tells everybody', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c');
      const step = await claimIn(store)(ann);
      const session = await store.session('c');
      expect(session).toMatchObject({ agent: ann, version: 2 });
      expect(step).toMatchObject({ outcome: 'claimed', session, changes: [{ type: 'updated', session }] });
    });

    it('keeps the agent as it is, also with an empty name', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c');
      await claimIn(store)({ id: 'ann', name: '' });
      expect((await store.session('c'))?.agent).toEqual({ id: 'ann', name: '' });
    });

    it('is a conflict for any other, unless they name who has it', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c');
      const claim = claimIn(store);
      expect(await claim(ann, 'bob')).toMatchObject({ outcome: 'conflict', changes: [] });
      await claim(ann);
      const before = await recorded(store, 'c');
      expect(await claim(bob)).toMatchObject({ outcome: 'conflict', changes: [] });
      expect(await claim(bob, 'somebody')).toMatchObject({ outcome: 'conflict' });
      expect(await claim(ann, 'somebody')).toMatchObject({ outcome: 'claimed', changes: [] });
      expect(await recorded(store, 'c')).toEqual(before);
      const taken = await claim(bob, 'ann');
      expect(taken).toMatchObject({ outcome: 'claimed', session: { agent: bob } });
      expect(taken.session?.agent).not.toHaveProperty('name');
    });

    it('is not to be had for a closed session, nor for an unknown one', async (scope) => {
      const { store, establish, close } = await setUp(scope);
      expect(await claimIn(store)(ann)).toMatchObject({ outcome: 'not_found', changes: [] });
      await establish('c');
      await close('c');
      expect(await claimIn(store)(ann)).toMatchObject({ outcome: 'closed', changes: [] });
      expect(await store.session('c')).not.toHaveProperty('agent');
    });
  });

  describe('release', () => {
    const releaseIn = (store: DeskStore) => (agentId: string) =>
      store.step('release', { conversationId: 'c', agentId });

    it('frees a session for the next', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c');
      await claimIn(store)(ann);
      const step = await releaseIn(store)('ann');
      const session = await store.session('c');
      expect(session).not.toHaveProperty('agent');
      expect(step).toMatchObject({ outcome: 'released', session, changes: [{ type: 'updated', session }] });
      expect(await claimIn(store)(bob)).toMatchObject({ outcome: 'claimed' });
    });

    it('is a conflict for whoever does not have it; of a free one it changes nothing', async (scope) => {
      const { store, establish } = await setUp(scope);
      expect(await releaseIn(store)('ann')).toMatchObject({ outcome: 'not_found', changes: [] });
      await establish('c');
      expect(await releaseIn(store)('ann')).toMatchObject({ outcome: 'released', changes: [] });
      await claimIn(store)(ann);
      expect(await releaseIn(store)('bob')).toMatchObject({ outcome: 'conflict', changes: [] });
      expect(await store.session('c')).toMatchObject({ agent: ann });
    });
  });

  describe('link', () => {
    it('ties a session to a ticket, by which it is found', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c');
      const step = await store.step('link', { conversationId: 'c', ref: 'ticket-1' });
      const session = await store.session('c');
      expect(session).toMatchObject({ ref: 'ticket-1' });
      expect(step).toMatchObject({ outcome: 'linked', session, changes: [{ type: 'updated', session }] });
      expect(await store.find('ticket-1')).toEqual(session);
      expect(await store.find('ticket-2')).toBeUndefined();
    });

    it('replaces the ticket before: by that one nothing is found any more', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c');
      await store.step('link', { conversationId: 'c', ref: 'ticket-1' });
      await store.step('link', { conversationId: 'c', ref: 'ticket-2' });
      expect(await store.find('ticket-1')).toBeUndefined();
      expect(await store.find('ticket-2')).toMatchObject({ conversationId: 'c', ref: 'ticket-2' });
    });

    it('with `from`, ties a session only if it is still tied to that ticket, or to none', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('c');
      const link = async (ref: string, from: string | null) => {
        const { session, changes } = await store.step('link', { conversationId: 'c', ref, from });
        return { ref: session?.ref, changes: changes.length };
      };
      expect(await link('ticket-1', null)).toEqual({ ref: 'ticket-1', changes: 1 });
      expect(await link('ticket-2', null)).toEqual({ ref: 'ticket-1', changes: 0 });
      expect(await link('ticket-2', 'another')).toEqual({ ref: 'ticket-1', changes: 0 });
      expect(await link('ticket-2', 'ticket-1')).toEqual({ ref: 'ticket-2', changes: 1 });
      expect(await store.find('ticket-1')).toBeUndefined();
      expect(await store.find('ticket-2')).toMatchObject({ conversationId: 'c' });
    });

    it('of two sessions to one ticket: the last one is found, also when the first is tied elsewhere', async (scope) => {
      const { store, establish } = await setUp(scope);
      await establish('a');
      await establish('b');
      await store.step('link', { conversationId: 'a', ref: 'ticket-1' });
      await store.step('link', { conversationId: 'b', ref: 'ticket-1' });
      expect(await store.find('ticket-1')).toMatchObject({ conversationId: 'b' });
      await store.step('link', { conversationId: 'a', ref: 'ticket-2' });
      expect(await store.find('ticket-1')).toMatchObject({ conversationId: 'b' });
    });

    it('of two sessions to one ticket: once the last one is forgotten, the first is found', async (scope) => {
      const { store, establish, close, sweepAfter } = await setUp(scope);
      for (const id of ['a', 'b', 'c']) {
        await establish(id);
        await store.step('link', { conversationId: id, ref: 'ticket-1' });
      }
      await store.forget({ conversationId: 'c' });
      expect(await store.find('ticket-1')).toMatchObject({ conversationId: 'b', ref: 'ticket-1' });
      await close('b');
      await sweepAfter(retentionMs + 1000);
      expect(await store.session('b')).toBeUndefined();
      expect(await store.find('ticket-1')).toMatchObject({ conversationId: 'a', ref: 'ticket-1' });
      await store.forget({ conversationId: 'a' });
      expect(await store.find('ticket-1')).toBeUndefined();
    });

    it('is possible after the end, and not for an unknown session', async (scope) => {
      const { store, establish, close } = await setUp(scope);
      const link = () => store.step('link', { conversationId: 'c', ref: 'ticket-1' });
      expect(await link()).toMatchObject({ outcome: 'not_found', changes: [] });
      expect(await store.find('ticket-1')).toBeUndefined();
      await establish('c');
      await close('c');
      expect(await link()).toMatchObject({ outcome: 'linked' });
      expect(await store.find('ticket-1')).toMatchObject({ state: 'closed' });
    });
  });
}
