import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { deferred } from '../helpers/deferred.ts';
import { post } from '../helpers/post.ts';
import { testWebhook } from '../helpers/test-webhook.ts';

describe('ordered', () => {
  it('runs the handlers of one conversation one after another, whatever their routes', async () => {
    const steps: string[] = [];
    const slowly = async (name: string) => {
      steps.push(`${name} starts`);
      await new Promise(setImmediate);
      steps.push(`${name} ends`);
    };
    const { webhook } = testWebhook({
      establish: () => slowly('establish'),
      chat: ({ body }) => slowly(body),
      close: () => slowly('close'),
    });
    const answers = [
      post(webhook, 'establish'),
      post(webhook, 'chat', { fields: { body: 'one' } }),
      post(webhook, 'chat', { fields: { body: 'two' } }),
      post(webhook, 'close'),
    ];
    for (const answer of await Promise.all(answers)) expectAnswer(answer, 200);
    expect(steps).toEqual(['establish', 'one', 'two', 'close'].flatMap((name) => [`${name} starts`, `${name} ends`]));
  });

  it('goes on after a handler that throws, declines or is refused by verify', async () => {
    const { webhook, runs } = testWebhook({
      verify: ({ url }) => !url.includes('refused'),
      chat: async () => {
        throw new Error('no');
      },
    });
    const answers = [
      post(webhook, 'chat'),
      post(webhook, 'establish', { url: '/conversation/establish?refused' }),
      post(webhook, 'chat', { body: '{}' }),
      post(webhook, 'close'),
    ];
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([500, 401, 400, 200]);
    expect(runs.map(({ route }) => route)).toEqual(['chat', 'close']);
  });

  it('keeps the turn while a request that came later is refused', async () => {
    const first = deferred();
    const { webhook, runs } = testWebhook({ chat: () => first.promise, verify: ({ url }) => !url.includes('refused') });
    const running = post(webhook, 'chat');
    const next = post(webhook, 'establish');
    expectAnswer(await post(webhook, 'close', { url: '/conversation/close?refused' }), 401);
    const last = post(webhook, 'close');
    await new Promise(setImmediate);
    expect(runs, 'expected the others still to wait for the first').toHaveLength(1);
    first.resolve();
    for (const answer of await Promise.all([running, next, last])) expectAnswer(answer, 200);
    expect(runs.map(({ route }) => route)).toEqual(['chat', 'establish', 'close']);
  });

  it('does not wait for work that was left for after the answer', async () => {
    const work = deferred();
    const { webhook } = testWebhook({
      chat: (_request, { waitUntil }) => {
        waitUntil(() => work.promise);
        waitUntil(work.promise);
      },
    });
    expectAnswer(await post(webhook, 'chat', { fields: { timestamp: 1 } }), 200);
    expectAnswer(await post(webhook, 'chat', { fields: { timestamp: 2 } }), 200);
    work.resolve();
  });

  it('gives up the turn of each handler that overruns', async () => {
    const { webhook, runs } = testWebhook({ timeoutMs: 20, chat: () => new Promise(() => {}) });
    const answers = [1, 2, 3].map((timestamp) => post(webhook, 'chat', { fields: { timestamp } }));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([504, 504, 504]);
    expect(runs).toHaveLength(3);
  });

  it.each([{}, { dedupe: false as const }])('false lets all of them run at once: %j', async (options) => {
    const done = deferred();
    const { webhook, runs } = testWebhook({ ...options, ordered: false, chat: () => done.promise });
    const answers = [1, 2, 3].map((timestamp) => post(webhook, 'chat', { fields: { timestamp } }));
    await new Promise(setImmediate);
    expect(runs).toHaveLength(3);
    done.resolve();
    for (const answer of await Promise.all(answers)) expectAnswer(answer, 200);
  });
});
