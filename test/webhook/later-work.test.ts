import { decline, type WebhookContext } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { deferred } from '../helpers/deferred.ts';
import { payloadText } from '../helpers/payloads.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';

const request = {
  method: 'POST',
  url: '/chat',
  headers: { authorization: `Bearer ${secret}` },
  body: payloadText('chat'),
};

describe('a host that freezes the process after the answer', () => {
  it('is told with the call of webhook.handle, of all work at once, before the answer', async () => {
    let isAnswered = false;
    const told: { all: Promise<unknown>; before: boolean }[] = [];
    const done: string[] = [];
    const { webhook } = testWebhook({
      chat: (_request, { waitUntil }) => {
        waitUntil(async () => done.push('a function'));
        waitUntil(Promise.resolve().then(() => done.push('a promise')));
      },
    });
    const waitUntil = (all: Promise<unknown>) => told.push({ all, before: !isAnswered });
    await webhook.handle(request, { waitUntil });
    isAnswered = true;
    expect(told).toMatchObject([{ before: true }]);
    await told[0]?.all;
    expect(done.sort()).toEqual(['a function', 'a promise']);
  });

  it('is told by the waitUntil of the call rather than by that of the options', async () => {
    const told: string[] = [];
    const { webhook } = testWebhook({
      waitUntil: () => told.push('options'),
      chat: (_request, { waitUntil }) => waitUntil(() => {}),
    });
    await webhook.handle(request, { waitUntil: () => told.push('call') });
    await webhook.fetch(new Request('http://localhost/chat', { ...request, body: payloadText('chat', { x: 1 }) }), {
      waitUntil: () => told.push('call'),
    });
    expect(told).toEqual(['call', 'call']);
  });

  it.each<[string, (ctx: WebhookContext) => unknown]>([
    ['no work', () => {}],
    ['a promise that settles before the answer', async ({ waitUntil }) => waitUntil(Promise.resolve())],
    [
      'functions that are dropped, as the handler fails',
      ({ waitUntil }) => {
        waitUntil(() => {});
        throw new Error('no');
      },
    ],
  ])('is not told of %s', async (_case, leave) => {
    const told: unknown[] = [];
    const { webhook } = testWebhook({
      waitUntil: (all) => told.push(all),
      chat: async (_request, ctx) => {
        await leave(ctx);
        await new Promise(setImmediate);
      },
    });
    await webhook.handle(request);
    await webhook.drain();
    expect(told).toEqual([]);
  });

  it('is told of work after a decline, and of a promise that outlives a failure', async () => {
    const told: Promise<unknown>[] = [];
    const work = deferred();
    const { webhook } = testWebhook({
      waitUntil: (all) => told.push(all),
      chat: (_request, { waitUntil }) => {
        waitUntil(() => {});
        return decline();
      },
      close: (_request, { waitUntil }) => {
        waitUntil(work.promise);
        throw new Error('no');
      },
    });
    await webhook.handle(request);
    expect(told).toHaveLength(1);
    await webhook.handle({ ...request, url: '/conversation/close', body: payloadText('close') });
    expect(told).toHaveLength(2);
    work.resolve();
    await Promise.all(told);
  });

  it('is told again of work that is announced when all the rest is done', async () => {
    const told: Promise<unknown>[] = [];
    const { webhook, runs } = testWebhook({ waitUntil: (all) => told.push(all) });
    await webhook.handle(request);
    expect(told).toHaveLength(0);
    const work = deferred();
    runs[0]?.ctx.waitUntil(() => work.promise);
    runs[0]?.ctx.waitUntil(work.promise);
    expect(told).toHaveLength(1);
    work.resolve();
    await told[0];
    runs[0]?.ctx.waitUntil(Promise.resolve());
    expect(told).toHaveLength(2);
  });

  it('and whose waitUntil throws breaks nothing, and is reported', async () => {
    const error = new Error('not now');
    const { webhook, errors } = testWebhook({
      waitUntil: () => {
        throw error;
      },
      chat: (_request, { waitUntil }) => waitUntil(() => {}),
    });
    const { status, headers, body } = await webhook.handle(request);
    expectAnswer({ status, headers, text: body }, 200);
    await webhook.drain();
    expect(errors).toEqual([error]);
  });
});
