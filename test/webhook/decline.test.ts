import { decline } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { routes } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { testWebhook } from '../helpers/test-webhook.ts';

describe('decline', () => {
  it.each(routes)('works in the %s handler, returned at once or later', async (route) => {
    const atOnce = testWebhook({ [route]: () => decline('closed') });
    const later = testWebhook({ [route]: async () => decline('closed') });
    for (const { webhook, errors } of [atOnce, later]) {
      expect(expectAnswer(await post(webhook, route), 503).message).toBe('closed');
      expect(errors, 'expected a decline to be no error').toEqual([]);
    }
  });

  it.each([undefined, ''])('has a message when no reason is given: %j', async (reason) => {
    const { webhook } = testWebhook({ chat: () => decline(reason) });
    expect(expectAnswer(await post(webhook), 503).message).not.toBe('');
  });

  it.each(['"quoted"\n\\', '人工客服不在线', '🕗'.repeat(5000), 'half a pair: \ud83d'])(
    'carries the reason %j in an answer of the right length',
    async (reason) => {
      const { webhook } = testWebhook({ chat: () => decline(reason) });
      const answer = await post(webhook);
      expect(expectAnswer(answer, 503).message).toBe(reason);
      expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.text)));
    },
  );

  it('is understood when it comes from another copy of the package', async () => {
    const foreign = { [Symbol.for('gptbots-human.declined')]: true, reason: 'from afar' };
    const { webhook } = testWebhook({ chat: () => foreign });
    expect(expectAnswer(await post(webhook), 503).message).toBe('from afar');
  });

  it.each([undefined, null, false, 0, 'no', { declined: true }, { reason: 'no' }, []])(
    'is not what a handler means by returning %j',
    async (result) => {
      // A handler in JavaScript may return anything.
      const { webhook } = testWebhook({ chat: () => result as undefined });
      expectAnswer(await post(webhook), 200);
    },
  );
});
