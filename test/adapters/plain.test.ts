import { Readable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import type { HumanWebhook, WebhookReply } from 'gptbots-human';
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

  it.each(['post', 'Post', 'POST'])('takes a method in any case: %s', async (method) => {
    const { webhook, runs } = testWebhook();
    expectAnswer(await post(webhook, 'chat', { method }), 200);
    expect(runs[0]?.ctx.request.method).toBe('POST');
  });

  const authorization = `Bearer ${secret}`;
  it.each<[string, unknown]>([
    ['a record', { Authorization: authorization }],
    ['a record with lists, as API Gateway has them', { Authorization: [authorization] }],
    ['a record with numbers and nulls', { AUTHORIZATION: authorization, 'content-length': 12, host: null }],
    ['a record without a prototype', Object.assign(Object.create(null), { authorization })],
    ['Headers', new Headers({ authorization })],
    ['Headers of a polyfill', { get: (name: string) => (name === 'authorization' ? authorization : null) }],
    ['a Map', new Map([['Authorization', authorization]])],
    [
      'a list of pairs',
      [
        ['Host', 'localhost'],
        ['Authorization', authorization],
      ],
    ],
    ['rawHeaders of Node', ['Host', 'localhost', 'Authorization', authorization]],
  ])('takes headers as %s', async (_case, headers) => {
    const { webhook } = testWebhook();
    const request = { method: 'POST', url: '/chat', headers, body: payloadText('chat') };
    expectReply(await webhook.handle(request as PlainRequest), 200);
  });

  it.each<[string, unknown]>([
    ['a URL object', new URL(`https://example.com/gptbots/chat?token=${secret}`)],
    ['a URL of another realm', { href: `https://example.com/gptbots/chat?token=${secret}` }],
  ])('takes %s', async (_case, url) => {
    const { webhook } = testWebhook();
    const request = { method: 'POST', url, body: payloadText('chat') };
    expectReply(await webhook.handle(request as PlainRequest), 200);
  });

  const bytes = Buffer.from(payloadText('chat'));
  it.each<[string, () => unknown]>([
    ['an ArrayBuffer', () => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)],
    ['a DataView', () => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)],
    ['bytes of another realm', () => runInNewContext('Uint8Array.from(bytes)', { bytes: [...bytes] })],
    ['an ArrayBuffer of another realm', () => runInNewContext('Uint8Array.from(bytes).buffer', { bytes: [...bytes] })],
    ['a Node stream', () => Readable.from([bytes.subarray(0, 9), bytes.subarray(9)])],
    ['a web stream', () => new Blob([bytes]).stream()],
    ['a Blob', () => new Blob([bytes])],
  ])('takes a body that is %s', async (_case, body) => {
    const { webhook, runs } = testWebhook();
    expectAnswer(await post(webhook, 'chat', { body: body() as object }), 200);
    expect(runs).toMatchObject([{ request: payload('chat') }]);
    const small = testWebhook({ maxBodyBytes: 20 });
    expectAnswer(await post(small.webhook, 'chat', { body: body() as object }), 413);
  });

  const good = { method: 'POST', url: '/chat', headers: { authorization }, body: payloadText('chat') };
  const unreadable = new Proxy({}, { get: thrown, has: thrown, ownKeys: thrown });
  it.each<[string, unknown, number]>([
    ['no request at all', undefined, 404],
    ['null', null, 404],
    ['a request of nothing', {}, 404],
    ['a request that cannot be read', unreadable, 404],
    ['no url', { ...good, url: undefined }, 404],
    ['a url that is a number', { ...good, url: 7 }, 404],
    ['no method', { ...good, method: null }, 405],
    ['a method that is a symbol', { ...good, method: Symbol('POST') }, 405],
    ['headers: null', { ...good, headers: null }, 401],
    ['headers: undefined', { ...good, headers: undefined }, 401],
    ['headers of text', { ...good, headers: 'authorization: none' }, 401],
    ['headers that cannot be read', { ...good, headers: unreadable }, 401],
    ['headers that are a Symbol', { ...good, headers: [Symbol('x')] }, 401],
    ['body: null', { ...good, body: null }, 400],
    ['body: undefined', { ...good, body: undefined }, 400],
    ['a body that is a number', { ...good, body: 7 }, 400],
    ['a body that is a BigInt', { ...good, body: 7n }, 400],
    ['a body that is a symbol', { ...good, body: Symbol('body') }, 400],
    ['a body that is a function', { ...good, body: () => {} }, 400],
    ['a stream that was read', { ...good, body: readBefore() }, 500],
    ['a stream that was destroyed', { ...good, body: Readable.from(['x']).destroy() }, 500],
    ['a stream that breaks', { ...good, body: Readable.from(breaking()) }, 400],
    ['a body that cannot be read', { ...good, body: unreadable }, 400],
  ])('answers whatever it is given: %s', async (_case, request, status) => {
    const { webhook } = testWebhook();
    expectReply(await webhook.handle(request as PlainRequest), status);
    await webhook.drain();
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

// JavaScript may pass what the types do not allow.
type PlainRequest = Parameters<HumanWebhook['handle']>[0];

function expectReply({ status, headers, body }: WebhookReply, expected: number): void {
  expectAnswer({ status, headers, text: body }, expected);
}

function thrown(): never {
  throw new Error('no');
}

function* breaking() {
  yield '{';
  throw new Error('no');
}

function readBefore(): Readable {
  const stream = Readable.from(['x', 'y']);
  stream.read();
  return stream;
}
