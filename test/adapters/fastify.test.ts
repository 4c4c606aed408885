import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createGunzip, gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { HumanWebhook } from 'gptbots-human';
import { toFastify } from 'gptbots-human/fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { deferred } from '../helpers/deferred.ts';
import { sendHttp } from '../helpers/http-client.ts';
import { payload, payloadText } from '../helpers/payloads.ts';
import { RawConnection } from '../helpers/raw-connection.ts';
import { serve } from '../helpers/serve.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';
import { fellThrough, onPort } from './conformance/face.ts';
import { itConforms } from './conformance.ts';

itConforms({
  name: 'Fastify with a prefix',
  prefix: '/gptbots',
  body: 'stream',
  fallsThrough: true,
  mount: (webhook) => mount((app) => app.register(toFastify(webhook), { prefix: '/gptbots' })),
});

itConforms({
  name: 'Fastify with a nested prefix',
  prefix: '/api/gptbots',
  body: 'stream',
  fallsThrough: true,
  mount: (webhook) =>
    mount((app) =>
      app.register(async (api) => api.register(toFastify(webhook), { prefix: '/gptbots' }), { prefix: '/api' }),
    ),
});

const chat = {
  path: '/gptbots/chat',
  headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
  body: payloadText('chat'),
};

describe('toFastify', () => {
  it("leaves the app's own parsers, limits and error handler to the app", async () => {
    const { webhook } = testWebhook();
    const { send } = await mount((app) => {
      app.setErrorHandler((error, _request, reply) => reply.code(418).send(`app: ${error}`));
      app.post('/own', async ({ body }) => ({ got: body }));
      app.register(toFastify(webhook), { prefix: '/gptbots' });
    });
    expect((await send({ ...chat, path: '/own', body: '{"a":1}' })).text).toBe('{"got":{"a":1}}');
    expect((await send({ ...chat, path: '/own', body: '{"a":' })).status).toBe(418);
    expect((await send({ ...chat, path: '/own', headers: { 'content-type': 'none' } })).status).toBe(418);
    expectAnswer(await send(chat), 200);
    expectAnswer(await send({ ...chat, body: '{"a":' }), 400);
  });

  it("reads bodies up to its own limit, not the app's", async () => {
    const { webhook } = testWebhook({ maxBodyBytes: 5000 });
    const { send } = await mount(
      (app) => app.register(toFastify(webhook), { prefix: '/gptbots' }),
      Fastify({ forceCloseConnections: true, bodyLimit: 1000 }),
    );
    expectAnswer(await send({ ...chat, body: payloadText('chat', { body: 'x'.repeat(4000) }) }), 200);
    expectAnswer(await send({ ...chat, body: payloadText('chat', { body: 'x'.repeat(6000) }) }), 413);
  });

  it('passes errors of the app itself on', async () => {
    const { webhook } = testWebhook();
    const { send } = await mount(async (app) => {
      app.addHook('onRequest', async ({ url }) => {
        if (url.includes('blocked')) throw Object.assign(new Error('blocked'), { statusCode: 403 });
      });
      await app.register(toFastify(webhook), { prefix: '/gptbots' });
    });
    expect((await send({ ...chat, path: '/gptbots/blocked/chat' })).status).toBe(403);
    expectAnswer(await send(chat), 200);
  });

  it('starts the work behind an answer when hooks of the app have let it go', async () => {
    const steps: string[] = [];
    const worked = deferred();
    const { webhook } = testWebhook({
      chat: (_request, { waitUntil }) =>
        waitUntil(() => {
          steps.push('work');
          worked.resolve();
        }),
    });
    const { send } = await mount((app) => {
      app.addHook('onSend', async () => {
        await new Promise(setImmediate);
        steps.push('sent');
      });
      app.register(toFastify(webhook), { prefix: '/gptbots' });
    });
    expectAnswer(await send(chat), 200);
    await worked.promise;
    expect(steps).toEqual(['sent', 'work']);
  });

  it.each<[string, () => Promise<FastifyInstance>]>([
    ['a plugin that keeps it raw', async () => keepRaw(Fastify({ forceCloseConnections: true }))],
    ['one that stops at a limit of its own', async () => keepRaw(Fastify({ forceCloseConnections: true }), 20)],
  ])('reads the body beside %s', async (_what, makeApp) => {
    const { webhook, runs } = testWebhook({ bodyTimeoutMs: 5_000 });
    const { send, port } = await mount(
      (app) => app.register(toFastify(webhook), { prefix: '/gptbots' }),
      await makeApp(),
    );
    expectAnswer(await send(chat), 200);
    expectAnswer(await send({ ...chat, headers: {} }), 401);
    expect(runs).toMatchObject([{ request: payload('chat') }]);
    const connection = await RawConnection.open(port);
    const body = Buffer.from(payloadText('chat', { body: 'Grüße', timestamp: 2 }));
    connection.post(chat.path, { ...chat.headers, 'content-length': body.length });
    for (const byte of body) {
      connection.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    expectAnswer(await connection.answer(), 200);
    expect(runs[1]?.request.body).toBe('Grüße');
  });

  it('reads the stream that a hook has put in the place of the request, an inflated one for example', async () => {
    const { webhook, runs } = testWebhook({ maxBodyBytes: 5000 });
    const { send } = await mount((app) => {
      app.addHook('preParsing', async (_request, _reply, payload) => payload.pipe(createGunzip()));
      app.register(toFastify(webhook), { prefix: '/gptbots' });
    });
    const headers = { ...chat.headers, 'content-encoding': 'gzip' };
    expectAnswer(await send({ ...chat, headers, body: gzipSync(chat.body) }), 200);
    expect(runs).toMatchObject([{ request: payload('chat') }]);
    const bomb = gzipSync(payloadText('chat', { body: 'x'.repeat(6000) }));
    expectAnswer(await send({ ...chat, headers, body: bomb }), 413);
    expectAnswer(await send({ ...chat, headers, body: 'not inflatable' }), 400);
  });

  it.each<[string, (request: FastifyRequest) => void]>([
    ["Fastify's request, raw", (request) => Object.assign(request, { rawBody: chat.body })],
    ["Fastify's request, parsed", (request) => Object.assign(request, { body: payload('chat') })],
    ["Node's request, raw", ({ raw }) => Object.assign(raw, { rawBody: Buffer.from(chat.body) })],
    ["Node's request, parsed", ({ raw }) => Object.assign(raw, { body: payload('chat') })],
  ])('takes a body that was left on %s', async (_where, leave) => {
    const { webhook, runs } = testWebhook();
    const { send } = await mount((app) => {
      app.addHook('preHandler', async (request) => {
        for await (const _part of request.raw);
        leave(request);
      });
      app.register(toFastify(webhook), { prefix: '/gptbots' });
    });
    expectAnswer(await send(chat), 200);
    expect(runs).toMatchObject([{ request: payload('chat') }]);
  });

  it('says at once when a hook has read the body and kept nothing', async () => {
    const { webhook } = testWebhook({ bodyTimeoutMs: 60_000 });
    const { send } = await mount((app) => {
      app.addHook('preHandler', async ({ raw }) => {
        for await (const _part of raw);
      });
      app.register(toFastify(webhook), { prefix: '/gptbots' });
    });
    expect(expectAnswer(await send(chat), 500).message).toMatch(/rawBody/);
  });

  it('serves behind a platform that has read the body, as in a cloud function', async () => {
    const { webhook, runs } = testWebhook();
    let handle: RequestListener = () => {};
    const app = Fastify({
      serverFactory: (handler) => {
        // What the platform calls is this, and no server of Fastify's own.
        handle = handler as RequestListener;
        return createServer();
      },
    });
    app.addContentTypeParser('application/json', {}, (_request, payload: IncomingMessage & ParsedBody, done) => {
      done(null, payload.body);
    });
    app.register(toFastify(webhook), { prefix: '/gptbots' });
    onTestFinished(() => app.close());
    await app.ready();
    const port = await serve(async (req, res) => {
      const parts: Buffer[] = [];
      for await (const part of req) parts.push(part);
      const rawBody = Buffer.concat(parts);
      handle(Object.assign(req, { rawBody, body: JSON.parse(rawBody.toString()) }), res);
    });
    expectAnswer(await sendHttp(port, chat), 200);
    expect(runs).toMatchObject([{ request: payload('chat') }]);
  });

  it('works without a prefix, beside routes of the app', async () => {
    const { webhook } = testWebhook();
    const { send } = await mount((app) => {
      app.get('/health', async () => 'fine');
      app.register(toFastify(webhook));
    });
    expect((await send({ method: 'GET', path: '/health' })).text).toBe('fine');
    expectAnswer(await send({ ...chat, path: '/chat' }), 200);
    expect((await send({ ...chat, path: '/elsewhere' })).text).toBe(fellThrough);
  });

  it('throws for what is no webhook', () => {
    // What JavaScript could pass.
    expect(() => toFastify({} as HumanWebhook)).toThrow(expect.objectContaining({ kind: 'input' }));
  });
});

/** What fastify-raw-body does: it listens to the body of every route while Fastify hands the stream on. */
async function keepRaw(app: FastifyInstance, limit = Number.POSITIVE_INFINITY): Promise<FastifyInstance> {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const listen = (part: Buffer) => {
      parts.push(part);
      bytes += part.length;
      if (bytes <= limit) return;
      payload.off('data', listen);
      payload.pause();
    };
    payload.on('data', listen);
    payload.on('end', () => Object.assign(request, { raw_body: Buffer.concat(parts) }));
    done(null, payload);
  });
  return app;
}

interface ParsedBody {
  body?: unknown;
}

async function mount(
  register: (app: FastifyInstance) => unknown,
  app: FastifyInstance = Fastify({ forceCloseConnections: true }),
) {
  onTestFinished(() => app.close());
  await register(app);
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(fellThrough));
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return onPort(Number(new URL(address).port));
}
