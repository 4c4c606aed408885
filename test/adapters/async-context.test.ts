import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve as serveHono } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { createHumanWebhook, type HumanWebhook, type HumanWebhookOptions } from 'gptbots-human';
import { toFastify } from 'gptbots-human/fastify';
import { toKoa } from 'gptbots-human/koa';
import { Hono } from 'hono';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deferred } from '../helpers/deferred.ts';
import { sendHttp } from '../helpers/http-client.ts';
import { payloadText, routePaths, type routes } from '../helpers/payloads.ts';
import { serve } from '../helpers/serve.ts';
import { secret } from '../helpers/test-webhook.ts';

const current = new AsyncLocalStorage<string>();

type Send = (path: string, headers: Record<string, string>, body: string) => Promise<unknown>;

const overHttp =
  (port: number): Send =>
  (path, headers, body) =>
    sendHttp(port, { path, headers, body });

// Each puts a middleware before the webhook that opens a context for the request, as tracers and loggers do.
const mounts: Record<string, (webhook: HumanWebhook) => Promise<Send>> = {
  'node:http': async (webhook) =>
    overHttp(await serve((req, res) => void inContext(req.headers, () => webhook.node(req, res)))),
  Express: async (webhook) =>
    overHttp(
      await serve(
        createServer(
          express()
            .use((req, _res, next) => inContext(req.headers, next))
            .use(webhook.node),
        ),
      ),
    ),
  'Express after its JSON parser': async (webhook) =>
    overHttp(
      await serve(
        createServer(
          express()
            .use((req, _res, next) => inContext(req.headers, next))
            .use(express.json())
            .use(webhook.node),
        ),
      ),
    ),
  Koa: async (webhook) =>
    overHttp(
      await serve(
        new Koa()
          .use((ctx, next) => inContext(ctx.headers, next))
          .use(toKoa(webhook))
          .callback(),
      ),
    ),
  'Koa after koa-bodyparser': async (webhook) =>
    overHttp(
      await serve(
        new Koa()
          .use((ctx, next) => inContext(ctx.headers, next))
          .use(bodyParser())
          .use(toKoa(webhook))
          .callback(),
      ),
    ),
  Fastify: async (webhook) => {
    const app = Fastify();
    app.addHook('onRequest', (request, _reply, done) => inContext(request.headers, done));
    app.register(toFastify(webhook));
    await app.listen({ port: 0, host: '127.0.0.1' });
    onTestFinished(() => app.close());
    // A TCP server that listens has an address of this kind.
    return overHttp((app.server.address() as AddressInfo).port);
  },
  Hono: async (webhook) => {
    const app = new Hono();
    app.use((ctx, next) => inContext({ 'x-id': ctx.req.header('x-id') }, next));
    app.all('/*', (ctx) => webhook.fetch(ctx.req.raw));
    const server = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    // A TCP server that listens has an address of this kind.
    const address = server.address();
    return overHttp((address as AddressInfo).port);
  },
  'webhook.fetch': async (webhook) => (path, headers, body) =>
    inContext(headers, () => webhook.fetch(new Request(`http://localhost${path}`, { method: 'POST', headers, body }))),
  'webhook.handle': async (webhook) => (path, headers, body) =>
    inContext(headers, () => webhook.handle({ method: 'POST', url: path, headers, body })),
};

describe.each(Object.entries(mounts))('the async context of a request under %s', (_name, mount) => {
  it.each([true, false])('is its own wherever its code runs, with verify: %s', async (withVerify) => {
    const { options, seen, strangers, answered } = recorder();
    const turn = deferred();
    const { webhook, send } = await mounted(mount, {
      ...options,
      ...(withVerify ? {} : { verify: undefined }),
      chat: async (request, ctx) => {
        await options.chat(request, ctx);
        await turn.promise;
      },
    });
    // Two at once, of the same conversation, and so one in line; and two of other routes, of which one fails.
    const answers = ['a1', 'a2'].map((id, timestamp) => send('chat', id, { timestamp }));
    const others = [send('establish', 'b1', {}), send('close', 'c1', {}), send('chat', 'd1', { body: null })];
    await Promise.all(others);
    turn.resolve();
    await Promise.all(answers);
    await webhook.drain();
    expect(strangers, 'expected code to run in the context of its own request').toEqual([]);
    const places = withVerify ? ['verify'] : [];
    expect(answered.sort()).toEqual(['a1', 'a2', 'b1', 'c1', 'd1']);
    expect([...new Set(seen)].sort()).toEqual([...places, 'handler', 'onError', 'onHandled', 'work'].sort());
  });

  it('is its own when handlers overrun, whoever set the timer', async () => {
    const { options, seen, strangers, answered } = recorder();
    const { webhook, send } = await mounted(mount, {
      ...options,
      timeoutMs: 60,
      queueTimeoutMs: 30,
      chat: (request, ctx) => {
        void options.chat(request, ctx);
        const id = current.getStore();
        ctx.signal.addEventListener('abort', () => options.note('abort', (own) => own === id));
        return new Promise((_resolve, reject) => ctx.signal.addEventListener('abort', () => reject(new Error('late'))));
      },
    });
    const ids = ['a', 'b', 'c'];
    const sent = ids.map(async (id) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      // The second of each conversation is answered 503 out of its line.
      return Promise.all([send('chat', `${id}1`, { timestamp: 1 }), send('chat', `${id}2`, { timestamp: 2 })]);
    });
    await Promise.all(sent);
    await webhook.drain();
    expect(strangers, 'expected code to run in the context of its own request').toEqual([]);
    expect(answered.sort()).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
    expect([...new Set(seen)].sort()).toEqual(['abort', 'handler', 'onError', 'onHandled', 'verify']);
  });
});

async function mounted(mount: (webhook: HumanWebhook) => Promise<Send>, options: HumanWebhookOptions) {
  const webhook = createHumanWebhook(options);
  const sendRaw = await mount(webhook);
  const send = (route: (typeof routes)[number], id: string, fields: Record<string, unknown>) => {
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json', 'x-id': id };
    return sendRaw(routePaths[route], headers, payloadText(route, { conversation_id: id[0], id, ...fields }));
  };
  return { webhook, send };
}

/** Options of a webhook that note where code of theirs runs, and in whose context. A request `a1` is of conversation `a`. */
function recorder() {
  const seen: string[] = [];
  const strangers: string[] = [];
  const answered: (string | undefined)[] = [];
  const note = (place: string, belongsTo: (id: string) => boolean) => {
    const id = current.getStore();
    seen.push(place);
    if (id === undefined || !belongsTo(id)) strangers.push(`${place} ran in the context of ${id ?? 'nobody'}`);
  };
  // A request that was refused is of no conversation that anybody knows.
  const ofHook = (conversation: string | undefined) => (id: string) => id[0] === (conversation ?? id[0]);
  const options = {
    secret,
    logger: {},
    note,
    verify: ({ headers }) => {
      const id = headers instanceof Headers ? headers.get('x-id') : headers['x-id'];
      note('verify', (own) => own === id);
      return new Promise((resolve) => setImmediate(() => resolve(true)));
    },
    establish: (request) => {
      note('handler', (own) => own === request.id);
      throw new Error('no');
    },
    chat: async (request, ctx) => {
      note('handler', (own) => own === request.id);
      ctx.waitUntil(() => note('work', (own) => own === request.id));
    },
    close: (request) => note('handler', (own) => own === request.id),
    onError: (_error, { conversation_id }) => note('onError', ofHook(conversation_id)),
    onHandled: ({ conversation_id }) => {
      note('onHandled', ofHook(conversation_id));
      answered.push(current.getStore());
    },
  } satisfies HumanWebhookOptions & { note: typeof note };
  return { options, seen, strangers, answered };
}

function inContext<T>(headers: Record<string, unknown>, run: () => T): T {
  return current.run(String(headers['x-id']), run);
}
