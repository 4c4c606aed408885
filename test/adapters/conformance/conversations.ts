import { decline } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../../helpers/answered.ts';
import { deferred } from '../../helpers/deferred.ts';
import { payload } from '../../helpers/payloads.ts';
import { type Face, mountWith } from './face.ts';

/** Duplicates, order and time limits, which hold for one conversation and leave the others alone. */
export function itKeepsConversations(face: Face): void {
  describe('keeps conversations', () => {
    it.each([
      ['failed', () => Promise.reject(new Error('once')), 500],
      ['declined', () => decline(), 503],
      ['overran', () => new Promise<void>(() => {}), 504],
    ])('so that a redelivery runs after one that %s', async (_case, first, status) => {
      let count = 0;
      const { post, runs } = await mountWith(face, {
        timeoutMs: 30,
        chat: () => (++count === 1 ? first() : undefined),
      });
      expectAnswer(await post('chat'), status);
      expectAnswer(await post('chat'), 200);
      expectAnswer(await post('chat'), 200);
      expect(runs, 'expected the redelivery to run, and its repeat not to').toHaveLength(2);
    });

    it('so that the same content written differently is a repeat, and another content is not', async () => {
      const { post, runs } = await mountWith(face);
      const { conversation_id, timestamp, body } = payload('chat');
      await post('chat');
      await post('chat', { body: JSON.stringify({ body, timestamp: String(timestamp), conversation_id }) });
      expect(runs, 'expected key order and a timestamp of digits not to matter').toHaveLength(1);
      await post('chat', { fields: { body: 'And when will it come?' } });
      await post('chat', { fields: { timestamp: 7 } });
      await post('chat', { fields: { conversation_id: 'another' } });
      await post('close', { fields: { timestamp, body } });
      expect(runs).toHaveLength(5);
    });

    it('one after another in the order of arrival, however long each verification takes', async () => {
      const arrivals = [deferred(), deferred(), deferred()];
      const verified = [deferred(), deferred(), deferred()];
      let arrived = 0;
      const { post, runs } = await mountWith(face, {
        verify: async () => {
          const mine = arrived++;
          arrivals[mine]?.resolve();
          await verified[mine]?.promise;
          return true;
        },
      });
      const answers = [];
      for (const [index, arrival] of arrivals.entries()) {
        answers.push(post('chat', { fields: { body: `message ${index}` } }));
        await arrival.promise;
      }
      for (const index of [2, 1, 0]) verified[index]?.resolve();
      for (const answer of await Promise.all(answers)) expectAnswer(answer, 200);
      expect(runs.map(({ request }) => request.body)).toEqual(['message 0', 'message 1', 'message 2']);
    });

    it('without making one wait for another', async () => {
      const slow = deferred();
      const { post, runs } = await mountWith(face, {
        establish: () => slow.promise,
        chat: ({ conversation_id }) => (conversation_id === 'slow' ? slow.promise : undefined),
      });
      const waiting = [post('establish', { fields: { conversation_id: 'slow' } })];
      waiting.push(post('chat', { fields: { conversation_id: 'slow' } }));
      expectAnswer(await post('chat', { fields: { conversation_id: 'quick' } }), 200);
      expect(runs.filter(({ request }) => request.conversation_id === 'slow').length).toBeLessThan(2);
      slow.resolve();
      for (const answer of await Promise.all(waiting)) expectAnswer(answer, 200);
      expect(runs).toHaveLength(3);
    });

    it('giving the turn of a handler that overruns to the next, which has all of its own time', async () => {
      const started = deferred();
      const { post, runs } = await mountWith(face, {
        timeoutMs: 800,
        establish: () => {
          started.resolve();
          return new Promise(() => {});
        },
        // Longer than what is left when it comes, shorter than what it may take.
        chat: () => new Promise((resolve) => setTimeout(resolve, 400)),
      });
      const overrunning = post('establish');
      await started.promise;
      const next = post('chat');
      expectAnswer(await overrunning, 504);
      expectAnswer(await next, 200);
      expect(runs.map(({ route }) => route)).toEqual(['establish', 'chat']);
    });

    it('at once when they need not be ordered', async () => {
      const all = deferred();
      const { post, runs } = await mountWith(face, {
        ordered: false,
        chat: () => (runs.length === 3 ? all.resolve() : all.promise),
      });
      const answers = ['a', 'b', 'c'].map((body) => post('chat', { fields: { body } }));
      for (const answer of await Promise.all(answers)) expectAnswer(answer, 200);
    });
  });
}
