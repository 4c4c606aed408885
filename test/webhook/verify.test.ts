import { createHmac } from 'node:crypto';
import type { HumanWebhookOptions, WebhookRequest } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
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
    expect(errors).toMatchObject([{ kind: 'timeout' }]);
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
