import { decline, type WebhookContext } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { deferred } from '../helpers/deferred.ts';
import { post } from '../helpers/post.ts';
import { testWebhook } from '../helpers/test-webhook.ts';

const never = () => new Promise<void>(() => {});

describe('waitUntil', () => {
  it('starts functions once the reply is handed over, in their order', async () => {
    const steps: string[] = [];
    const { webhook } = testWebhook({
      chat: async (_request, { waitUntil }) => {
        waitUntil(() => steps.push('first'));
        waitUntil(async () => steps.push('second'));
        await new Promise(setImmediate);
        steps.push('handler');
      },
    });
    expectAnswer(await post(webhook), 200);
    steps.push('answer');
    await webhook.drain();
    expect(steps).toEqual(['handler', 'answer', 'first', 'second']);
  });

  it('waits for a promise, whose work has begun', async () => {
    const work = deferred();
    const { webhook } = testWebhook({ chat: (_request, ctx) => ctx.waitUntil(work.promise) });
    expectAnswer(await post(webhook), 200);
    const drained = webhook.drain().then(() => 'drained');
    expect(await Promise.race([drained, nextRound()])).toBe('next round');
    work.resolve();
    await drained;
  });

  it('works when it is taken out of the context', async () => {
    let isDone = false;
    const { webhook } = testWebhook({
      chat: (_request, { waitUntil }) =>
        waitUntil(() => {
          isDone = true;
        }),
    });
    expectAnswer(await post(webhook), 200);
    await webhook.drain();
    expect(isDone).toBe(true);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('no')), 500],
    ['overran', never, 504],
  ])('drops its functions when the handler %s, but not its promises', async (_case, outcome, status) => {
    const done: string[] = [];
    const work = deferred();
    const { webhook } = testWebhook({
      timeoutMs: 20,
      chat: (_request, { waitUntil }) => {
        waitUntil(() => done.push('function'));
        waitUntil(work.promise.then(() => done.push('promise')));
        return outcome();
      },
    });
    expectAnswer(await post(webhook), status);
    work.resolve();
    await webhook.drain();
    expect(done).toEqual(['promise']);
  });

  it('runs its functions after a decline', async () => {
    const done: string[] = [];
    const { webhook } = testWebhook({
      chat: (_request, { waitUntil }) => {
        waitUntil(() => done.push('function'));
        return decline();
      },
    });
    expectAnswer(await post(webhook), 503);
    await webhook.drain();
    expect(done).toEqual(['function']);
  });

  it('does not run again for a repeat', async () => {
    const done: string[] = [];
    const { webhook } = testWebhook({ chat: (_request, { waitUntil }) => waitUntil(() => done.push('function')) });
    await post(webhook);
    await post(webhook);
    await webhook.drain();
    expect(done).toEqual(['function']);
  });

  it.each<[string, (ctx: WebhookContext, error: Error) => void]>([
    ['a promise that rejects', (ctx, error) => ctx.waitUntil(Promise.reject(error))],
    ['a function that rejects', (ctx, error) => ctx.waitUntil(() => Promise.reject(error))],
    [
      'a function that throws',
      (ctx, error) =>
        ctx.waitUntil(() => {
          throw error;
        }),
    ],
  ])('tells onError of %s, and goes on', async (_case, fail) => {
    const error = new Error('hunter2');
    const done: string[] = [];
    const { webhook, errors, logged } = testWebhook({
      chat: (_request, ctx) => {
        fail(ctx, error);
        ctx.waitUntil(() => done.push('the other'));
      },
    });
    expectAnswer(await post(webhook), 200);
    await webhook.drain();
    expect(errors).toEqual([error]);
    expect(JSON.stringify(logged)).not.toContain('hunter2');
    expect(done).toEqual(['the other']);
    expectAnswer(await post(testWebhook().webhook), 200);
  });

  it('called late, after the answer, starts at once and is waited for', async () => {
    const { webhook, runs, errors } = testWebhook();
    expectAnswer(await post(webhook), 200);
    const work = deferred();
    const started = deferred();
    const ctx = runs[0]?.ctx;
    ctx?.waitUntil(() => {
      started.resolve();
      return work.promise;
    });
    ctx?.waitUntil(Promise.reject(new Error('late')));
    await started.promise;
    const drained = webhook.drain().then(() => 'drained');
    expect(await Promise.race([drained, nextRound()])).toBe('next round');
    work.resolve();
    await drained;
    expect(errors).toEqual([new Error('late')]);
  });

  it('called by the work itself is waited for as well', async () => {
    const done: string[] = [];
    const { webhook } = testWebhook({
      chat: (_request, { waitUntil }) =>
        waitUntil(async () => {
          done.push('outer');
          await new Promise(setImmediate);
          waitUntil(async () => {
            await new Promise(setImmediate);
            done.push('inner');
          });
        }),
    });
    expectAnswer(await post(webhook), 200);
    await webhook.drain();
    expect(done).toEqual(['outer', 'inner']);
  });

  it('called late, after a failure, does nothing', async () => {
    let hasRun = false;
    const { webhook, runs } = testWebhook({ chat: () => Promise.reject(new Error('no')) });
    expectAnswer(await post(webhook), 500);
    runs[0]?.ctx.waitUntil(() => {
      hasRun = true;
    });
    await webhook.drain();
    expect(hasRun).toBe(false);
  });
});

/** Long enough for everything that could go on to do so. */
function nextRound(): Promise<string> {
  return new Promise((resolve) => setTimeout(() => setImmediate(() => resolve('next round')), 10));
}
