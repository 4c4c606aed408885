import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { HumanWebhook } from 'gptbots-human';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { sendToFetch } from '../helpers/fetch-client.ts';
import { payload, payloadText } from '../helpers/payloads.ts';
import { serve } from '../helpers/serve.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';
import { type Face, onPort } from './conformance/face.ts';
import { itConforms } from './conformance.ts';

const mounts: [name: string, mount: (app: Hono, webhook: HumanWebhook) => void, body: Face['body']][] = [
  ['c.req', (app, { fetch }) => app.all('/gptbots/*', (c) => fetch(c.req)), 'stream'],
  ['c.req.raw', (app, { fetch }) => app.all('/gptbots/*', (c) => fetch(c.req.raw)), 'stream'],
  ['app.mount', (app, { fetch }) => app.mount('/', fetch), 'stream'],
  [
    'c.req after a middleware that reads the body',
    (app, { fetch }) => {
      app.use(async ({ req }, next) => {
        await req.arrayBuffer();
        await next();
      });
      app.all('/gptbots/*', (c) => fetch(c.req));
    },
    // The middleware waits for the body, whatever the limits of the webhook.
    'raw',
  ],
];

for (const [name, mount, body] of mounts) {
  itConforms({
    name: `Hono on @hono/node-server, ${name}`,
    prefix: '/gptbots',
    body,
    fallsThrough: false,
    mount: async (webhook) => {
      const app = new Hono();
      mount(app, webhook);
      // Without further options it is a server of node:http.
      return onPort(await serve(createAdaptorServer({ fetch: app.fetch }) as Server));
    },
  });
}

describe('in Hono, after a middleware that reads the body', () => {
  const reading: [string, MiddlewareHandler][] = [
    ['as JSON', reads((c) => c.req.json())],
    ['as bytes', reads((c) => c.req.arrayBuffer())],
    ['as a Blob', reads((c) => c.req.blob())],
  ];
  const chat = { path: '/chat', headers: { authorization: `Bearer ${secret}` }, body: payloadText('chat') };

  it.each(reading)('%s, webhook.fetch(c.req) finds it', async (_how, middleware) => {
    const { webhook, runs } = testWebhook();
    const app = new Hono().use(middleware).all('/chat', (c) => webhook.fetch(c.req));
    expectAnswer(await sendToFetch(async (request) => app.fetch(request), chat), 200);
    expect(runs).toMatchObject([{ request: payload('chat') }]);
  });

  it.each<[string, MiddlewareHandler]>([
    ['c.req.raw, which does not have it', reads((c) => c.req.text())],
    ['c.req, when it was read past Hono', reads((c) => c.req.raw.text())],
  ])('a 500 says what to pass instead of %s', async (which, middleware) => {
    const { webhook } = testWebhook({ bodyTimeoutMs: 60_000 });
    const raw = which.startsWith('c.req.raw');
    const app = new Hono().use(middleware).all('/chat', (c) => webhook.fetch(raw ? c.req.raw : c.req));
    const answer = await sendToFetch(async (request) => app.fetch(request), chat);
    expect(expectAnswer(answer, 500).message).toMatch(/Hono.*c\.req.*webhook\.handle/);
  });

  it.each<[string, MiddlewareHandler, number]>([
    ['as bytes, another charset is decoded', reads((c) => c.req.arrayBuffer()), 200],
    ['as text, another charset is refused, as its letters are lost', reads((c) => c.req.text()), 415],
  ])('%s', async (_how, middleware, status) => {
    const { webhook, runs } = testWebhook();
    const app = new Hono().use(middleware).all('/chat', (c) => webhook.fetch(c.req));
    const headers = { ...chat.headers, 'content-type': 'application/json; charset=latin1' };
    const body = Buffer.from(payloadText('chat', { body: 'Grüße' }), 'latin1');
    expectAnswer(await sendToFetch(async (request) => app.fetch(request), { ...chat, headers, body }), status);
    expect(runs.map(({ request }) => request.body)).toEqual(status === 200 ? ['Grüße'] : []);
  });

  it('too large, a 413 answers', async () => {
    const { webhook } = testWebhook({ maxBodyBytes: 20 });
    const app = new Hono().use(...reading.map(([, one]) => one)).all('/chat', (c) => webhook.fetch(c.req));
    expectAnswer(await sendToFetch(async (request) => app.fetch(request), chat), 413);
  });

  it("its bodyLimit's refusal is a 413 as well", async () => {
    const { webhook } = testWebhook();
    const app = new Hono().use(bodyLimit({ maxSize: 20 })).all('/chat', (c) => webhook.fetch(c.req));
    const headers = { ...chat.headers, 'transfer-encoding': 'chunked' };
    expect((await sendToFetch(async (request) => app.fetch(request), { ...chat, headers })).status).toBe(413);
  });
});

function reads(read: (c: Context) => Promise<unknown>): MiddlewareHandler {
  return async (c, next) => {
    await read(c);
    await next();
  };
}
