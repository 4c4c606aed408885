import { PassThrough, Readable } from 'node:stream';
import { Request as NodeFetchRequest } from 'node-fetch';
import { Request as UndiciRequest } from 'undici';
import { describe, expect, it, vi } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { deferred } from '../helpers/deferred.ts';
import { eventually } from '../helpers/eventually.ts';
import { answeredBy, sendToFetch, toRequest } from '../helpers/fetch-client.ts';
import { payload, payloadText, routes } from '../helpers/payloads.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';
import { itConforms } from './conformance.ts';

const chat = { path: '/chat', headers: { authorization: `Bearer ${secret}` }, body: payloadText('chat') };
const bytes = new TextEncoder().encode(chat.body);

itConforms({
  name: 'webhook.fetch',
  prefix: '/gptbots',
  body: 'stream',
  fallsThrough: false,
  withoutServer: true,
  mount: ({ fetch }) => ({ send: (request) => sendToFetch(fetch, request) }),
});

/** A Request whose body comes as this source sends it. */
function streamed(source: UnderlyingDefaultSource<unknown>): Request {
  const init = { method: 'POST', headers: chat.headers, body: new ReadableStream(source), duplex: 'half' };
  // TypeScript's DOM types do not know `duplex` yet, without which Node takes no stream.
  return new Request('http://localhost/chat', init as RequestInit);
}

describe('webhook.fetch reads', () => {
  it('a body that comes in pieces', async () => {
    const { webhook, runs } = testWebhook();
    const request = streamed({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expectAnswer(await answeredBy(webhook.fetch(request)), 200);
    expect(runs).toHaveLength(1);
  });

  it('no further than maxBodyBytes', async () => {
    const cancel = vi.fn();
    const { webhook } = testWebhook({ maxBodyBytes: 100 });
    const request = streamed({ pull: (controller) => controller.enqueue(new Uint8Array(64)), cancel });
    expectAnswer(await answeredBy(webhook.fetch(request)), 413);
    await eventually(() => expect(cancel, 'expected an endless body to be cancelled').toHaveBeenCalledTimes(1));
  });

  it('nothing of a body that is announced too large', async () => {
    const pull = vi.fn();
    const { webhook } = testWebhook({ maxBodyBytes: 100 });
    const request = new Request(streamed({ pull }), { headers: { ...chat.headers, 'content-length': '101' } });
    expectAnswer(await answeredBy(webhook.fetch(request)), 413);
  });

  it('no longer than bodyTimeoutMs', async () => {
    const cancel = vi.fn();
    const { webhook } = testWebhook({ bodyTimeoutMs: 30 });
    const request = streamed({ start: (controller) => controller.enqueue(bytes.subarray(0, 9)), cancel });
    expectAnswer(await answeredBy(webhook.fetch(request)), 408);
    await eventually(() => expect(cancel).toHaveBeenCalledTimes(1));
  });

  it('a body that breaks off as one that is bad', async () => {
    const { webhook, errors } = testWebhook();
    const request = streamed({
      start(controller) {
        controller.enqueue(bytes.subarray(0, 9));
        controller.error(new Error('hunter2'));
      },
    });
    const answer = await answeredBy(webhook.fetch(request));
    expectAnswer(answer, 400);
    expect(answer.text).not.toContain('hunter2');
    expect(errors).toEqual([]);
  });

  it('a body whose stream cannot even be cancelled', async () => {
    const { webhook } = testWebhook({ maxBodyBytes: 100 });
    const request = streamed({
      pull: (controller) => controller.enqueue(new Uint8Array(64)),
      cancel: () => Promise.reject(new Error('no')),
    });
    expectAnswer(await answeredBy(webhook.fetch(request)), 413);
  });

  it('a Request without a body as an empty one', async () => {
    const { webhook } = testWebhook();
    const request = new Request('http://localhost/chat', { method: 'POST', headers: chat.headers });
    expectAnswer(await answeredBy(webhook.fetch(request)), 400);
  });

  it.each<[string, (request: Request) => unknown]>([
    ['was read', (request) => request.text()],
    ['is being read', (request) => request.body?.getReader()],
    ['was half read', (request) => request.body?.getReader().read()],
  ])('nothing from a Request that %s: an immediate 500 names the fix', async (_case, read) => {
    const { webhook } = testWebhook({ bodyTimeoutMs: 60_000 });
    const request = toRequest(chat);
    await read(request);
    expect(expectAnswer(await answeredBy(webhook.fetch(request)), 500).message).toMatch(/clone/);
  });

  it('a clone of a Request that was read', async () => {
    const { webhook } = testWebhook();
    const request = toRequest(chat);
    const clone = request.clone();
    await request.text();
    expectAnswer(await answeredBy(webhook.fetch(clone)), 200);
  });
});

describe('webhook.fetch takes a Request', () => {
  const url = 'http://localhost/chat';
  const { headers, body } = chat;

  it.each<[string, () => unknown]>([
    ['of node-fetch', () => new NodeFetchRequest(url, { method: 'post', headers, body })],
    [
      'of node-fetch, with a Node stream',
      () => new NodeFetchRequest(url, { method: 'POST', headers, body: Readable.from([bytes]) }),
    ],
    ['of undici', () => new UndiciRequest(url, { method: 'POST', headers, body })],
    ['without a body property, as React Native has it', () => like({ text: async () => body })],
    ['whose body is text', () => like({ body })],
    ['whose body was parsed', () => like({ body: JSON.parse(body) })],
    [
      'whose body is a stream of text',
      () => like({ body: new Blob([bytes]).stream().pipeThrough(new TextDecoderStream()) }),
    ],
    ['with plain headers, and a method in lower case', () => ({ url, method: 'post', headers, body })],
    ['with a path alone for a url', () => ({ ...like({ body }), url: '/chat' })],
  ])('%s', async (_case, request) => {
    const { webhook, runs } = testWebhook();
    expectAnswer(await answeredBy(webhook.fetch(request() as Request)), 200);
    expect(runs).toMatchObject([{ request: payload('chat') }]);
  });

  it.each<[string, () => unknown]>([
    ['of node-fetch', () => new NodeFetchRequest(url, { method: 'POST', headers, body })],
    ['without a body property', () => like({ arrayBuffer: async () => bytes.buffer })],
    ['whose body is text', () => like({ body })],
  ])('%s, but not one that is too large', async (_case, request) => {
    const { webhook } = testWebhook({ maxBodyBytes: 20 });
    expectAnswer(await answeredBy(webhook.fetch(request() as Request)), 413);
  });

  it('whose Node stream never ends, but no longer than bodyTimeoutMs', async () => {
    const { webhook } = testWebhook({ bodyTimeoutMs: 30 });
    const stream = new PassThrough();
    const request = like({ body: stream });
    expectAnswer(await answeredBy(webhook.fetch(request as Request)), 408);
    await eventually(() => expect(stream.destroyed, 'expected the stream to be let go').toBe(true));
  });

  it.each<[string, unknown, number]>([
    ['nothing', undefined, 404],
    ['an empty object', {}, 404],
    ['one without headers', { url, method: 'POST', body }, 401],
    [
      'one whose body cannot be looked at',
      like({
        get body() {
          return thrown();
        },
      }),
      400,
    ],
  ])('or answers what it is not: %s', async (_case, request, status) => {
    const { webhook } = testWebhook();
    expectAnswer(await answeredBy(webhook.fetch(request as Request)), status);
  });

  function like(fields: object): object {
    return Object.defineProperties(
      { url, method: 'POST', headers: new Headers(headers) },
      Object.getOwnPropertyDescriptors(fields),
    );
  }
});

describe('a limit of the host', () => {
  it.each<[string, object, number]>([
    ["SvelteKit's", { status: 413 }, 413],
    ["body-parser's", { type: 'entity.too.large' }, 413],
    ["Hono's", { name: 'BodyLimitError' }, 413],
    ["h3's", { statusCode: 413 }, 413],
    ["Hapi's", { output: { statusCode: 415 } }, 415],
    ['of time', { statusCode: 408 }, 408],
    ['that says no more than that it is bad', { status: 400 }, 400],
    ['with a status that is none', { status: 'too large', statusCode: 7 }, 400],
  ])('%s keeps its status', async (_whose, fields, status) => {
    const { webhook, errors } = testWebhook();
    const request = streamed({ pull: () => Promise.reject(Object.assign(new Error('hunter2'), fields)) });
    const answer = await answeredBy(webhook.fetch(request));
    expectAnswer(answer, status);
    expect(answer.text).not.toContain('hunter2');
    expect(errors).toEqual([]);
  });
});

describe('the second argument of webhook.fetch', () => {
  it.each<[string, unknown]>([
    ['Next.js', { params: Promise.resolve({ path: ['chat'] }) }],
    ['older Next.js', { params: { path: ['chat'] } }],
    ['Bun', { port: 3000, hostname: 'localhost', upgrade: () => false, timeoutMs: 1, secret: 'other' }],
    ['Deno', { remoteAddr: { transport: 'tcp', hostname: '127.0.0.1', port: 1 }, completed: Promise.resolve() }],
    ['nobody', undefined],
    ['somebody with null', null],
    ['somebody with text', 'context'],
    ['somebody with a waitUntil that is no function', { waitUntil: true }],
    ['somebody whose object throws when it is looked at', new Proxy({}, { get: thrown })],
  ])('is no option when it comes from %s', async (_who, second) => {
    const { webhook } = testWebhook({ chat: (_request, { waitUntil }) => waitUntil(() => done()) });
    const done = vi.fn();
    expectAnswer(await answeredBy(webhook.fetch(toRequest(chat), second)), 200);
    await webhook.drain();
    expect(done).toHaveBeenCalledTimes(1);
  });

  it('is the environment when the webhook itself is the handler of a Worker', async () => {
    const { webhook } = testWebhook();
    const worker: { fetch(request: Request, env: object, ctx: object): Promise<Response> } = webhook;
    const ctx = { waitUntil() {}, passThroughOnException() {} };
    expectAnswer(await answeredBy(worker.fetch(toRequest(chat), { SECRET: 'x', KV: {} }, ctx)), 200);
  });

  it('keeps a Worker alive for work behind the answer, by a waitUntil that needs its this', async () => {
    class ExecutionContext {
      readonly #kept: Promise<unknown>[] = [];
      waitUntil(work: Promise<unknown>) {
        this.#kept.push(work);
      }
      get settled() {
        return Promise.all(this.#kept);
      }
      get count() {
        return this.#kept.length;
      }
    }
    const ctx = new ExecutionContext();
    const work = deferred();
    let isDone = false;
    const { webhook, errors } = testWebhook({
      chat: (_request, { waitUntil }) => {
        waitUntil(async () => {
          await work.promise;
          isDone = true;
        });
        waitUntil(Promise.reject(new Error('no')));
      },
    });
    expectAnswer(await answeredBy(webhook.fetch(toRequest(chat), ctx)), 200);
    expect(ctx.count, 'expected the runtime to be told once, before the answer is given').toBe(1);
    work.resolve();
    await webhook.drain();
    await ctx.settled;
    expect(isDone).toBe(true);
    expect(errors, 'expected the failure to go to onError, not to the runtime').toEqual([new Error('no')]);
  });

  it('may fail', async () => {
    const { webhook } = testWebhook({ chat: (_request, { waitUntil }) => waitUntil(() => done()) });
    const done = vi.fn();
    expectAnswer(await answeredBy(webhook.fetch(toRequest(chat), { waitUntil: thrown })), 200);
    await webhook.drain();
    expect(done).toHaveBeenCalledTimes(1);
  });
});

describe('webhook.routes', () => {
  it.each(routes)('%s answers any URL', async (route) => {
    const { webhook, runs } = testWebhook();
    const request = toRequest({ ...chat, path: '/api/hooks?x', body: payloadText(route) });
    expectAnswer(await answeredBy(webhook.routes[route].fetch(request, { params: {} })), 200);
    expect(runs).toMatchObject([{ route }]);
  });
});

function thrown(): never {
  throw new Error('no');
}
