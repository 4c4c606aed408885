import { createHmac } from 'node:crypto';
import type { HumanWebhookOptions, WebhookRequest } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { deferred } from '../helpers/deferred.ts';
import { sendHttp } from '../helpers/http-client.ts';
import { payload, payloadText } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { serve } from '../helpers/serve.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';

type Verify = NonNullable<HumanWebhookOptions['verify']>;

describe('verify', () => {
  it('gets the body byte for byte, for a signature over it', async () => {
    const sign = (body: string | Uint8Array) => createHmac('sha256', 'key').update(body).digest('hex');
    const { webhook } = testWebhook({
      verify: ({ headers, body }) => {
        if (!(body instanceof Uint8Array)) throw new Error('expected the raw bytes');
        // Node's headers are a record.
        return (headers as Record<string, unknown>)['x-signature'] === sign(body);
      },
    });
    const port = await serve(webhook.node);
    const body = `  ${JSON.stringify(payload('chat', { body: 'ü 你' }), null, 3)}\n`;
    const send = (signature: string) => {
      const headers = { authorization: `Bearer ${secret}`, 'x-signature': signature };
      return sendHttp(port, { path: '/chat', headers, body });
    };
    expectAnswer(await send(sign(`${body} `)), 401);
    expectAnswer(await send(sign(body)), 200);
  });

  it('gets method, URL, headers and body as they came', async () => {
    const seen: WebhookRequest[] = [];
    const { webhook, runs } = testWebhook({ verify: (request) => seen.push(request) === 1 });
    const headers = { authorization: `Bearer ${secret}`, 'X-Other': ['a', 'b'] };
    const body = payloadText('chat');
    expectAnswer(await post(webhook, 'chat', { url: '/gptbots/chat?x=1', headers, body }), 200);
    expect(seen).toEqual([{ method: 'POST', url: '/gptbots/chat?x=1', headers, body }]);
    expect(runs[0]?.ctx.request, 'expected the handler to see the same request').toEqual(seen[0]);
  });

  it.each<[string, Verify]>([
    ['false', () => false],
    ['a promise of false', async () => false],
    // What JavaScript might return: only true is a pass.
    ['nothing', () => undefined as unknown as boolean],
    ['text', () => 'yes' as unknown as boolean],
    ['an object', async () => ({ ok: false }) as unknown as boolean],
    ['a number', () => 1 as unknown as boolean],
  ])('answers 401 for %s', async (_case, verify) => {
    const { webhook, runs, errors } = testWebhook({ verify });
    expectAnswer(await post(webhook), 401);
    expect(runs).toEqual([]);
    expect(errors).toEqual([]);
  });

  it.each<[string, Verify]>([
    [
      'throws',
      () => {
        throw new Error('hunter2');
      },
    ],
    ['rejects', () => Promise.reject(new Error('hunter2'))],
    ['rejects with no error', () => Promise.reject('hunter2')],
  ])('answers 500 when it %s, which is no pass', async (_case, verify) => {
    const { webhook, runs, errors, logged } = testWebhook({ verify });
    const answer = await post(webhook);
    expectAnswer(answer, 500);
    expect(runs).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(answer.text + JSON.stringify(logged)).not.toContain('hunter2');
    expect(answer.text, 'expected it to say what failed').toContain('verify');
  });

  it('that hangs is given up, and lets the next one run', async () => {
    let calls = 0;
    const { webhook, runs, errors } = testWebhook({
      timeoutMs: 30,
      verify: () => (++calls === 1 ? new Promise<boolean>(() => {}) : true),
    });
    const answers = [post(webhook, 'chat'), post(webhook, 'close')];
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([504, 200]);
    expect(runs.map(({ route }) => route)).toEqual(['close']);
    expect(errors).toMatchObject([{ kind: 'timeout', message: expect.stringContaining('verify') }]);
  });

  it('takes so long that the caller has gone: no handler runs', async () => {
    const verdict = deferred<boolean>();
    const { webhook, runs } = testWebhook({ verify: () => verdict.promise });
    const controller = new AbortController();
    const headers = { authorization: `Bearer ${secret}` };
    const request = { method: 'POST', url: '/chat', headers, body: payloadText('chat') };
    const answer = webhook.handle(request, { signal: controller.signal });
    controller.abort();
    verdict.resolve(true);
    expect((await answer).status).toBe(503);
    expect(runs).toEqual([]);
  });

  it('is asked before any field of the body is looked at', async () => {
    const read: unknown[] = [];
    const body = new Proxy(payload('chat'), {
      get: (target, key) => {
        read.push(key);
        return Reflect.get(target, key);
      },
    });
    let isVerified = false;
    const { webhook } = testWebhook({ verify: () => isVerified });
    expectAnswer(await post(webhook, 'chat', { body }), 401);
    for (const key of ['istest', ...Object.keys(payload('chat'))]) expect(read).not.toContain(key);
    isVerified = true;
    expectAnswer(await post(webhook, 'chat', { body }), 200);
    expect(read).toContain('istest');
  });

  it('may take longer for one request than for the next, and they are handled in the order of arrival', async () => {
    const verdicts = [1, 2, 3, 4].map(() => deferred<boolean>());
    let asked = 0;
    const { webhook, runs } = testWebhook({ verify: () => verdicts[asked++]?.promise ?? true });
    const answers = [1, 2, 3, 4, 5].map((timestamp) => post(webhook, 'chat', { fields: { timestamp } }));
    verdicts[3]?.resolve(true);
    verdicts[1]?.resolve(true);
    await new Promise(setImmediate);
    expect(runs, 'expected those that came later to wait').toEqual([]);
    verdicts[0]?.resolve(true);
    await new Promise(setImmediate);
    expect(runs.map(({ request }) => request.timestamp)).toEqual([1, 2]);
    verdicts[2]?.reject(new Error('no'));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 500, 200, 200]);
    expect(runs.map(({ request }) => request.timestamp)).toEqual([1, 2, 4, 5]);
  });

  it('that refuses is heard at once, whoever else is still verified', async () => {
    const first = deferred<boolean>();
    let asked = 0;
    const { webhook } = testWebhook({ verify: () => (++asked === 1 ? first.promise : false) });
    const waiting = post(webhook, 'chat');
    expectAnswer(await post(webhook, 'close'), 401);
    first.resolve(true);
    expectAnswer(await waiting, 200);
  });

  it('without an order, makes nobody wait for another', async () => {
    const first = deferred<boolean>();
    let asked = 0;
    const { webhook } = testWebhook({ ordered: false, verify: () => (++asked === 1 ? first.promise : true) });
    const waiting = post(webhook, 'chat');
    expectAnswer(await post(webhook, 'close'), 200);
    first.resolve(true);
    expectAnswer(await waiting, 200);
  });

  it('that fails after its 504 is heard of by onError', async () => {
    const verdict = deferred<boolean>();
    const { webhook, errors, handled } = testWebhook({ timeoutMs: 20, verify: () => verdict.promise });
    expectAnswer(await post(webhook), 504);
    verdict.reject(new Error('too late'));
    await new Promise(setImmediate);
    expect(errors).toMatchObject([{ kind: 'timeout' }, { message: 'too late' }]);
    expect(handled).toHaveLength(1);
  });

  it('is not asked about a request that has no secret, no body or too large a one', async () => {
    let calls = 0;
    const { webhook } = testWebhook({ maxBodyBytes: 1000, verify: () => ++calls > 0 });
    expectAnswer(await post(webhook, 'chat', { headers: {} }), 401);
    expectAnswer(await post(webhook, 'chat', { method: 'GET' }), 405);
    expectAnswer(await post(webhook, 'chat', { body: 'x'.repeat(1001) }), 413);
    expect(calls).toBe(0);
    expectAnswer(await post(webhook, 'chat', { body: 'malformed' }), 400);
    expect(calls, 'expected it to be asked before the contract is').toBe(1);
  });
});
