import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../../helpers/answered.ts';
import { deferred } from '../../helpers/deferred.ts';
import { payload, routes } from '../../helpers/payloads.ts';
import { type Face, mountWith } from './face.ts';

/** GPTBots' own test of whether a webhook is there. */
export function itAnswersAvailabilityTests(face: Face): void {
  describe('answers an availability test', () => {
    it.each(routes)('on %s, bare or full, without any effect', async (route) => {
      const { post, runs, handled, errors } = await mountWith(face);
      const tests = [{ istest: true }, { istest: 'true' }, { ...payload(route), istest: true }];
      for (const content of [...tests, ...tests]) {
        expectAnswer(await post(route, { body: JSON.stringify(content) }), 200);
      }
      expect(runs).toEqual([]);
      expect(errors).toEqual([]);
      const test = { route, status: 200, conversation_id: undefined, duplicate: false, test: true };
      expect(handled).toEqual(handled.map(() => ({ ...test, durationMs: expect.any(Number) })));
      expect(handled).toHaveLength(tests.length * 2);
      expectAnswer(await post(route), 200);
      expect(runs, 'expected the real request to be no repeat of the test').toHaveLength(1);
    });

    it('only with the secret, and when verify has passed it', async () => {
      let isVerified = false;
      const { post } = await mountWith(face, { verify: () => isVerified });
      const body = '{"istest":true}';
      expectAnswer(await post('chat', { body, headers: { authorization: 'Bearer wrong' } }), 401);
      expectAnswer(await post('chat', { body }), 401);
      isVerified = true;
      expectAnswer(await post('chat', { body }), 200);
    });

    it('while a handler of the same conversation runs', async () => {
      const started = deferred();
      const done = deferred();
      const { post } = await mountWith(face, {
        chat: () => {
          started.resolve();
          return done.promise;
        },
      });
      const running = post('chat');
      await started.promise;
      expectAnswer(await post('chat', { fields: { istest: true } }), 200);
      done.resolve();
      expectAnswer(await running, 200);
    });

    it('and takes any other istest for a field like all others', async () => {
      const { post, runs, handled } = await mountWith(face);
      const others = [false, 'false', 'TRUE', 1, 0, '', null, {}, [true]];
      for (const istest of others) expectAnswer(await post('chat', { fields: { istest } }), 200);
      expectAnswer(await post('chat', { body: '{"istest":false}' }), 400);
      expectAnswer(await post('chat', { body: '[{"istest":true}]' }), 400);
      expect(runs).toHaveLength(others.length);
      expect(handled.filter(({ test }) => test)).toEqual([]);
    });
  });
}
