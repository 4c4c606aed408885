import { describe, expect, it } from 'vitest';
import { type Answered, expectAnswer } from '../../helpers/answered.ts';
import { type Face, fellThrough, mountWith } from './face.ts';

const noSecret = { headers: { authorization: '' } };
const notTheContract = { body: '{"conversation_id":"c","timestamp":1}' };

/** The checks, and which of them speaks first. */
export function itChecksInOrder(face: Face): void {
  describe('checks', () => {
    it('the route first: a path that is none is not answered for its method or secret', async () => {
      const { post } = await mountWith(face);
      for (const path of ['/elsewhere', '/establish', '/chat/more', '/conversation/chats']) {
        expectNoRoute(face, await post('chat', { path: face.prefix + path, ...noSecret }));
      }
    });

    it('the method before the secret: 405 with Allow', async () => {
      const { post, runs } = await mountWith(face);
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        const answer = await post('chat', { method, headers: { authorization: 'Bearer wrong' } });
        expectAnswer(answer, 405);
        expect(answer.headers.allow).toBe('POST');
      }
      expect(runs).toEqual([]);
    });

    it.each(['', 'Bearer wrong', 'Basic correct-horse', 'Bearer'])(
      'the secret before the draining: 401 for authorization "%s"',
      async (authorization) => {
        const { post, webhook } = await mountWith(face);
        await webhook.drain();
        expectAnswer(await post('chat', { headers: { authorization } }), 401);
      },
    );

    it('the draining before the body: 503', async () => {
      const { post, webhook } = await mountWith(face);
      await webhook.drain();
      expectAnswer(await post('chat', notTheContract), 503);
    });

    it('verify before the contract: 401 when it says no', async () => {
      const { post, runs } = await mountWith(face, { verify: () => false });
      expectAnswer(await post('chat', notTheContract), 401);
      expectAnswer(await post('chat'), 401);
      expect(runs, 'expected no handler to run').toEqual([]);
    });

    it('verify, for which throwing is no pass: 500', async () => {
      const { post, runs, errors } = await mountWith(face, {
        verify: async () => {
          throw new Error('no key server');
        },
      });
      const answer = await post('chat');
      expectAnswer(answer, 500);
      expect(answer.text).not.toContain('key server');
      expect(errors).toEqual([new Error('no key server')]);
      expect(runs).toEqual([]);
    });

    it('the contract before the duplicates: 400 names the field', async () => {
      const { post, runs } = await mountWith(face);
      expectAnswer(await post('chat'), 200);
      expect(expectAnswer(await post('chat', notTheContract), 400).message).toContain('body');
      const fields = { conversation_id: undefined };
      for (const route of ['establish', 'chat', 'close'] as const) {
        expect(expectAnswer(await post(route, { fields }), 400).message).toContain('conversation_id');
      }
      expect(runs).toHaveLength(1);
    });
  });
}

/** Expects that a path was taken for none of the routes. */
export function expectNoRoute(face: Face, answer: Answered): void {
  if (face.fallsThrough) expect(answer.text, 'expected what comes after the webhook to answer').toBe(fellThrough);
  else expectAnswer(answer, 404);
}
