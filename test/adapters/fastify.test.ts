import Fastify, { type FastifyInstance } from 'fastify';
import type { HumanWebhook } from 'gptbots-human';
import { toFastify } from 'gptbots-human/fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { deferred } from '../helpers/deferred.ts';
import { payloadText } from '../helpers/payloads.ts';
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
