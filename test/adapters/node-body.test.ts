import type { IncomingMessage, ServerResponse } from 'node:http';
import { runInNewContext } from 'node:vm';
import express from 'express';
import type { HumanWebhookOptions } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { type Answered, expectAnswer } from '../helpers/answered.ts';
import { eventually } from '../helpers/eventually.ts';
import { sendHttp } from '../helpers/http-client.ts';
import { payload, payloadText } from '../helpers/payloads.ts';
import { RawConnection } from '../helpers/raw-connection.ts';
import { serve } from '../helpers/serve.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';

const text = payloadText('chat', { body: 'from the stream' });
const left = payload('chat', { body: 'left by a parser' });
const headers = { authorization: `Bearer ${secret}` };

/** What stands before the webhook, and may read the request. */
type Before = (req: IncomingMessage, res: ServerResponse) => unknown;

const leave =
  (fields: object): Before =>
  (req) =>
    Object.assign(req, fields);
const consume: Before = async (req) => {
  for await (const _part of req);
};
const both =
  (...befores: Before[]): Before =>
  async (req, res) => {
    for (const before of befores) await before(req, res);
  };
const run =
  (middleware: (req: never, res: never, next: (error?: unknown) => void) => void): Before =>
  (req, res) =>
    // express.json() and its like run outside Express, on Node's own objects.
    new Promise((resolve, reject) => middleware(req as never, res as never, (e) => (e ? reject(e) : resolve(0))));

describe('the body is taken', () => {
  it.each<[string, Before, string]>([
    ['from the stream', () => {}, 'from the stream'],
    ['from the stream that somebody paused', (req) => req.pause(), 'from the stream'],
    ['from the stream that somebody listens to as well', (req) => req.on('data', () => {}), 'from the stream'],
    ['from the stream that somebody gave an encoding', (req) => req.setEncoding('utf8'), 'from the stream'],
    ['from the stream beside an empty object', leave({ body: {} }), 'from the stream'],
    ['from the stream beside an empty text', leave({ body: '' }), 'from the stream'],
    ['from the stream beside an empty Buffer', leave({ rawBody: Buffer.alloc(0) }), 'from the stream'],
    ['from the stream beside null', leave({ body: null, rawBody: null }), 'from the stream'],
    ['from the stream beside a raw body of no use', leave({ rawBody: true }), 'from the stream'],
    ['from an object', both(consume, leave({ body: left })), 'left by a parser'],
    ['from an object beside an unread stream', leave({ body: left }), 'left by a parser'],
    ['from text', both(consume, leave({ body: JSON.stringify(left) })), 'left by a parser'],
    ['from a Buffer', both(consume, leave({ body: Buffer.from(JSON.stringify(left)) })), 'left by a parser'],
    ['from bytes', both(consume, leave({ body: new TextEncoder().encode(JSON.stringify(left)) })), 'left by a parser'],
    [
      'from rawBody, whatever the body',
      both(consume, leave({ rawBody: JSON.stringify(left), body: { conversation_id: 'other' } })),
      'left by a parser',
    ],
    [
      'from a rawBody Buffer, as serverless platforms leave it',
      both(consume, leave({ rawBody: Buffer.from(JSON.stringify(left)), body: left })),
      'left by a parser',
    ],
    [
      'from bytes of another realm, as in tests with Jest',
      both(
        consume,
        leave({ body: runInNewContext('Uint8Array.from(bytes)', { bytes: [...Buffer.from(JSON.stringify(left))] }) }),
      ),
      'left by a parser',
    ],
    ['after two parsers', both(run(express.json({ type: '*/*' })), run(express.text())), 'from the stream'],
    ['after a parser for other types', run(express.urlencoded({ extended: true })), 'from the stream'],
  ])('%s', async (_case, before, expected) => {
    const { answer, runs } = await sendThrough(before);
    expectAnswer(answer, 200);
    expect(runs).toMatchObject([{ request: { body: expected } }]);
  });

  it('whole, when it comes in pieces to a stream that somebody gave an encoding', async () => {
    const { port, runs } = await mount((req) => req.setEncoding('utf8'), { bodyTimeoutMs: 2000 });
    const connection = await RawConnection.open(port);
    const bytes = Buffer.from(payloadText('chat', { body: 'Grüße 你好 🚚' }));
    connection.post('/chat', { ...headers, 'content-length': bytes.length });
    for (const byte of bytes) {
      connection.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    expectAnswer(await connection.answer(), 200);
    expect(runs).toMatchObject([{ request: { body: 'Grüße 你好 🚚' } }]);
  });

  it.each<[string, Before]>([
    ['that somebody gave an encoding', (req) => req.setEncoding('utf8')],
    ['that is as it came', () => {}],
  ])('no further than maxBodyBytes from a stream %s', async (_case, before) => {
    const { port } = await mount(before, { maxBodyBytes: 1000 });
    const body = payloadText('chat', { body: 'ü'.repeat(600) });
    expectAnswer(
      await sendHttp(port, { path: '/chat', headers: { ...headers, 'transfer-encoding': 'chunked' }, body }),
      413,
    );
  });
});

describe('413 answers', () => {
  const long = payloadText('chat', { body: 'ü'.repeat(600) });

  it.each<[string, Before]>([
    ['rawBody as text', leave({ rawBody: long })],
    ['rawBody as a Buffer', leave({ rawBody: Buffer.from(long) })],
    ['body as text', leave({ body: long })],
    ['body as a Buffer', leave({ body: Buffer.from(long) })],
  ])('a %s that is too large', async (_case, fields) => {
    const { answer } = await sendThrough(both(consume, fields), { maxBodyBytes: 1000 });
    expectAnswer(answer, 413);
  });
});

describe('an immediate 500 that names the fix answers', () => {
  it.each<[string, Before]>([
    ['a stream that was read, and not kept', consume],
    ['a stream that flowed away', (req) => new Promise((resolve) => req.resume().on('end', resolve))],
    ['a stream of which a part was read', (req) => new Promise((resolve) => req.once('data', resolve))],
    ['a stream that was destroyed, and its request kept', both(consume, (req) => req.destroy())],
  ])('%s', async (_case, before) => {
    // Longer than this test may take: it must not wait for what cannot come.
    const { answer, runs, errors } = await sendThrough(before, { bodyTimeoutMs: 2_147_483_647 });
    expect(runs).toEqual([]);
    expect(errors).toEqual([]);
    const { message } = expectAnswer(answer, 500);
    expect(message).toMatch(/before/);
    expect(message).toMatch(/rawBody/);
  });
});

describe('400 answers', () => {
  it.each<[string, Before]>([
    ['null that a parser made of the body', leave({ body: null })],
    ['a number', leave({ body: 0 })],
    ['false', leave({ body: false })],
    ['a list', leave({ body: [] })],
    ['text that is no JSON', leave({ body: 'hunter2' })],
    ['an empty text', leave({ body: '' })],
    ['an empty object', leave({ body: {} })],
  ])('%s', async (_case, fields) => {
    const { answer, runs } = await sendThrough(both(consume, fields));
    expectAnswer(answer, 400);
    expect(answer.text).not.toContain('hunter2');
    expect(runs).toEqual([]);
  });

  it('a body that is parsed when it is asked for, and throws', async () => {
    const lazy: Before = (req) =>
      Object.defineProperty(req, 'body', {
        get() {
          throw new SyntaxError('Unexpected token hunter2');
        },
      });
    const { answer } = await sendThrough(both(consume, lazy));
    expectAnswer(answer, 400);
    expect(answer.text).not.toContain('hunter2');
  });
});

describe('a limit of a middleware', () => {
  it.each<[string, object, number]>([
    ['in its statusCode', { statusCode: 413 }, 413],
    ["in its type, as body-parser's", { type: 'entity.too.large' }, 413],
    ['of another kind', { status: 415 }, 415],
    ['of nothing', {}, 400],
  ])('%s keeps its status when it breaks the stream', async (_where, fields, status) => {
    const { port, handled } = await mount((req) => {
      // Not destroyed: then no answer could be sent.
      req.once('data', () => req.emit('error', Object.assign(new Error('hunter2'), fields)));
      req.pause();
    });
    const answer = await sendHttp(port, { path: '/chat', headers, body: text });
    expectAnswer(answer, status);
    expect(answer.text).not.toContain('hunter2');
    expect(handled).toMatchObject([{ status }]);
  });

  it('keeps its status when a body is parsed on access', async () => {
    const tooLarge: Before = (req) =>
      Object.defineProperty(req, 'body', {
        get() {
          throw Object.assign(new Error('hunter2'), { statusCode: 413 });
        },
      });
    expectAnswer((await sendThrough(both(consume, tooLarge))).answer, 413);
  });
});

it.each<[string, object]>([
  ['a method in lower case', { method: 'post' }],
  ['an originalUrl that is none', { originalUrl: null }],
])('a request with %s is answered', async (_case, fields) => {
  const { answer } = await sendThrough((req) => Object.assign(req, fields));
  expectAnswer(answer, 200);
});

it.each<[string, object, number]>([
  ['no url', { url: undefined }, 404],
  ['no method', { method: undefined }, 405],
  ['no headers', { headers: undefined }, 401],
])('a test double with %s is answered too', async (_case, fields, status) => {
  const { webhook } = testWebhook();
  const double = { url: '/chat', method: 'POST', headers, body: left, on() {}, resume() {}, ...fields };
  let sent: { status: number; headers: Record<string, string> } | undefined;
  let body = '';
  const response = {
    headersSent: false,
    writeHead(code: number, fields: Record<string, string>) {
      sent = { status: code, headers: fields };
    },
    end(data: string) {
      body = data;
    },
    on() {},
  };
  // As JavaScript makes them.
  await webhook.node(double as never, response);
  expectAnswer({ status: 0, headers: {}, ...sent, text: body }, status);
});

it('a stream that somebody destroys while it is read ends the request', async () => {
  const { port, handled } = await mount((req) => {
    req.once('data', () => req.destroy());
  });
  const connection = await RawConnection.open(port);
  connection.post('/chat', { ...headers, 'content-length': 1000 }, '{');
  await connection.closed;
  await eventually(() => expect(handled).toMatchObject([{ status: 400 }]));
});

async function mount(before: Before, options?: Partial<HumanWebhookOptions>) {
  const recorded = testWebhook(options);
  const port = await serve(async (req, res) => {
    const reading = before(req, res);
    // Not after a pause that nobody asked for, in which the stream might flow away.
    if (reading instanceof Promise) await reading;
    await recorded.webhook.node(req, res);
  });
  return { ...recorded, port };
}

async function sendThrough(before: Before, options?: Partial<HumanWebhookOptions>) {
  const mounted = await mount(before, options);
  const answer: Answered = await sendHttp(mounted.port, { path: '/chat', headers, body: text });
  return { ...mounted, answer };
}
