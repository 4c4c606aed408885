import { decline } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../../helpers/answered.ts';
import { deferred } from '../../helpers/deferred.ts';
import { payload, routes } from '../../helpers/payloads.ts';
import { type Face, mountWith } from './face.ts';

/** The status table: what a handler's outcome becomes. */
export function itAnswers(face: Face): void {
  describe('answers', () => {
    it.each(routes)('200 when the %s handler is done, and hands it the request', async (route) => {
      const { post, runs } = await mountWith(face);
      expect(expectAnswer(await post(route), 200)).toEqual({ code: 200, message: 'success' });
      expect(runs, 'expected the handler of the route to get the request').toMatchObject([
        { route, request: payload(route) },
      ]);
    });

    it('200 to a repeat, with the same answer, and does not run the handler again', async () => {
      const { post, runs } = await mountWith(face);
      const first = await post('chat');
      const again = await post('chat');
      expect([again.status, again.text], 'expected the repeat to get the same answer').toEqual([200, first.text]);
      expect(runs, 'expected one run for both').toHaveLength(1);
    });

    it('500 when a handler throws, and keeps its message inside', async () => {
      const { post, errors } = await mountWith(face, {
        chat: () => {
          throw new Error('database at 10.0.0.7 is down');
        },
      });
      const answer = await post('chat');
      expectAnswer(answer, 500);
      expect(answer.text).not.toMatch(/10\.0\.0\.7|\bat /);
      expect(errors, 'expected onError to hear of it').toEqual([new Error('database at 10.0.0.7 is down')]);
    });

    it.each(routes)('503 when the %s handler declines, and says why', async (route) => {
      const { post } = await mountWith(face, { [route]: async () => decline('outside business hours') });
      expect(expectAnswer(await post(route), 503).message).toBe('outside business hours');
    });

    it('with the right length when the text is not ASCII', async () => {
      const reason = 'Außerhalb der Bürozeiten: 人工客服不在线 🕗';
      const { post } = await mountWith(face, { chat: () => decline(reason) });
      const answer = await post('chat');
      expect(expectAnswer(answer, 503).message).toBe(reason);
      expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.text)));
    });

    it('503 while it drains, and waits for what runs', async () => {
      const { started, finish, chat } = handlerInSteps();
      const { post, webhook } = await mountWith(face, { chat });
      const running = post('chat');
      await started;
      const drained = webhook.drain();
      expectAnswer(await post('chat', { fields: { timestamp: 2 } }), 503);
      finish();
      await drained;
      expectAnswer(await running, 200);
    });

    it('504 when a handler is too slow, and aborts its signal', async () => {
      const aborted = deferred();
      const { post } = await mountWith(face, {
        timeoutMs: 30,
        chat: (_request, { signal }) =>
          new Promise(() => {
            signal.addEventListener('abort', () => aborted.resolve());
          }),
      });
      expectAnswer(await post('chat'), 504);
      await aborted.promise;
    });

    it('and tells onHandled of every answer', async () => {
      const { post, handled } = await mountWith(face, { close: () => decline() });
      await post('chat');
      await post('chat');
      await post('close');
      await post('establish', { headers: { authorization: 'Bearer wrong' } });
      const { conversation_id } = payload('chat');
      const usual = { duplicate: false, test: false, durationMs: expect.any(Number) };
      expect(handled).toEqual([
        { ...usual, route: 'chat', status: 200, conversation_id },
        { ...usual, route: 'chat', status: 200, conversation_id, duplicate: true },
        { ...usual, route: 'close', status: 503, conversation_id },
        { ...usual, route: 'establish', status: 401, conversation_id: undefined },
      ]);
    });
  });
}

/** A handler that reports its start and ends when the test says so. */
function handlerInSteps() {
  const started = deferred();
  const done = deferred();
  const chat = () => {
    started.resolve();
    return done.promise;
  };
  return { started: started.promise, finish: () => done.resolve(), chat };
}
