import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { payload, payloadText, routes } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';
import { itConforms } from './conformance.ts';

itConforms({
  name: 'webhook.handle',
  prefix: '/gptbots',
  body: 'raw',
  fallsThrough: false,
  withoutServer: true,
  mount: (webhook) => ({
    send: async ({ method = 'POST', path, headers = {}, body }) => {
      const reply = await webhook.handle({ method, url: path, headers, body });
      return { status: reply.status, headers: reply.headers, text: reply.body };
    },
  }),
});

describe('webhook.handle', () => {
  it.each<[string, string | Uint8Array]>([
    ['text', payloadText('chat', { body: 'ü'.repeat(600) })],
    ['bytes', Buffer.from(payloadText('chat', { body: 'ü'.repeat(600) }))],
  ])('answers 413 to %s of more bytes than allowed, though of fewer letters', async (_case, body) => {
    const { webhook } = testWebhook({ maxBodyBytes: 1000 });
    expectAnswer(await post(webhook, 'chat', { body }), 413);
    expectAnswer(await post(webhook, 'chat', { body: payload('chat', { body: 'parsed already' }) }), 200);
  });

  it('answers a whole URL, and one without a slash', async () => {
    const { webhook } = testWebhook();
    expectAnswer(await post(webhook, 'chat', { url: `https://example.com/gptbots/${secret}/chat`, headers: {} }), 200);
    expectAnswer(await post(webhook, 'chat', { url: 'chat' }), 200);
  });

  it('gives a reply that the caller cannot spoil for the next', async () => {
    const { webhook } = testWebhook();
    const send = () =>
      webhook.handle({
        method: 'POST',
        url: '/chat',
        headers: { authorization: `Bearer ${secret}` },
        body: payloadText('chat'),
      });
    const first = await send();
    try {
      Object.assign(first, { status: 500, body: 'spoilt' });
      Object.assign(first.headers, { 'content-length': '0' });
    } catch {
      // Frozen is as good as copied.
    }
    const { status, headers, body } = await send();
    expectAnswer({ status, headers, text: body }, 200);
    expect(headers['content-length']).toBe(String(body.length));
  });

  it.each(routes)('of the %s route looks at no path', async (route) => {
    const { webhook, runs } = testWebhook();
    const { status } = await webhook.routes[route].handle({
      method: 'POST',
      url: '/whatever',
      headers: { authorization: `Bearer ${secret}` },
      body: payload(route),
    });
    expect(status).toBe(200);
    expect(runs).toMatchObject([{ route }]);
  });
});
