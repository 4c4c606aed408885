import { GptBotsHumanError } from 'gptbots-human';
import { describe, expect, it, vi } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { deferred } from '../helpers/deferred.ts';
import { payload } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { testWebhook } from '../helpers/test-webhook.ts';

const never = () => new Promise<void>(() => {});

describe('a handler that is too slow', () => {
  it('is answered 504, and onError hears of which', async () => {
    const { webhook, errors } = testWebhook({ timeoutMs: 20, chat: never });
    expect(expectAnswer(await post(webhook), 504).message).toMatch(/handler .*20 ms/);
    expect(errors).toEqual([expect.any(GptBotsHumanError)]);
    const { conversation_id } = payload('chat');
    expect(errors).toMatchObject([{ kind: 'timeout', delivery: 'not_sent', conversation_id }]);
  });

  it('sees its signal abort, when it took it at the start', async () => {
    const { webhook, runs } = testWebhook({
      timeoutMs: 20,
      chat: (_request, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', reject)),
    });
    expectAnswer(await post(webhook), 504);
    expect(runs[0]?.ctx.signal.aborted).toBe(true);
  });

  it('sees its signal aborted, when it takes it only afterwards', async () => {
    const { webhook, runs } = testWebhook({ timeoutMs: 20, chat: never });
    expectAnswer(await post(webhook), 504);
    const ctx = runs[0]?.ctx;
    expect(ctx?.signal.aborted).toBe(true);
    expect(ctx?.signal, 'expected one signal for each context').toBe(ctx?.signal);
  });

  it.each([
    ['succeeds', (late: Promise<void>) => late, []],
    ['fails', (late: Promise<void>) => late.then(() => Promise.reject(new Error('too late'))), [new Error('too late')]],
  ])('changes nothing when it %s in the end; onError hears of a failure', async (_case, finish, lateErrors) => {
    const late = deferred();
    const { webhook, runs, errors, handled } = testWebhook({ timeoutMs: 20, chat: () => finish(late.promise) });
    expectAnswer(await post(webhook), 504);
    late.resolve();
    await new Promise(setImmediate);
    expect(errors).toEqual([expect.any(GptBotsHumanError), ...lateErrors]);
    expect(handled).toHaveLength(1);
    await post(webhook);
    expect(runs, 'expected the redelivery to run, for the answer was 504').toHaveLength(2);
  });
});

describe('a handler that is in time', () => {
  it('does not see its signal abort, not even later', async () => {
    const { webhook, runs } = testWebhook({ timeoutMs: 250, chat: () => new Promise(setImmediate) });
    expectAnswer(await post(webhook), 200);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(runs[0]?.ctx.signal.aborted).toBe(false);
  });

  it('costs no AbortController, unless it asks for the signal', async () => {
    const made = vi.fn();
    vi.stubGlobal(
      'AbortController',
      class extends AbortController {
        constructor() {
          super();
          made();
        }
      },
    );
    try {
      const { webhook, runs } = testWebhook({ chat: async () => {} });
      expectAnswer(await post(webhook), 200);
      expect(made).toHaveBeenCalledTimes(0);
      expect(runs[0]?.ctx.signal).toBeInstanceOf(AbortSignal);
      expect(made).toHaveBeenCalledTimes(1);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('is not waited for once it is done', async () => {
    // Longer than this test may take.
    const { webhook } = testWebhook({ timeoutMs: 2_147_483_647, chat: async () => {} });
    expectAnswer(await post(webhook), 200);
  });
});
