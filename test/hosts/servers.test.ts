import type { RequestListener } from 'node:http';
import express from 'express-4';
import fastify from 'fastify';
import fastifyRawBody from 'fastify-raw-body';
import type { HumanWebhook } from 'gptbots-human';
import { toFastify } from 'gptbots-human/fastify';
import { H3, toNodeHandler } from 'h3';
import { fromNodeMiddleware, toNodeListener } from 'h3-1';
import { onTestFinished, vi } from 'vitest';
import { type Face, fellThrough, onPort } from '../adapters/conformance/face.ts';
import { itConforms } from '../adapters/conformance.ts';
import { sendToFetch } from '../helpers/fetch-client.ts';
import { serve } from '../helpers/serve.ts';
import { sampleWith } from './sample-with.ts';

const through: RequestListener = (_req, res) => {
  res.statusCode = 404;
  res.end(fellThrough);
};

/** Each server, as the guide mounts the webhook in it. */
const servers: Record<string, Omit<Face, 'name' | 'prefix' | 'body'>> = {
  Hapi: {
    fallsThrough: false,
    ownChecks: true,
    async mount(webhook) {
      vi.stubEnv('PORT', '0');
      const { server } = await sampleWith(webhook, () => import('./samples/hapi.ts'));
      await server.start();
      onTestFinished(() => server.stop({ timeout: 0 }));
      return onPort(Number(server.info.port));
    },
  },
  h3: {
    fallsThrough: false,
    keepsConnection: true,
    ownWaitUntil: true,
    async mount(webhook) {
      const { app } = await sampleWith(webhook, () => import('./samples/h3.ts'));
      return onPort(await serve(toNodeHandler(app) as RequestListener));
    },
  },
  'Nitro 3, as a route of h3': {
    fallsThrough: false,
    keepsConnection: true,
    ownWaitUntil: true,
    async mount(webhook) {
      const { default: handler } = await sampleWith(webhook, () => import('./samples/nitro.ts'));
      return onPort(await serve(toNodeHandler(new H3().all('/gptbots/**', handler)) as RequestListener));
    },
  },
  'h3 1, of Nitro 2 and Nuxt': {
    fallsThrough: true,
    async mount(webhook) {
      const { app } = await sampleWith(webhook, () => import('./samples/h3-1.ts'));
      app.use(fromNodeMiddleware(through));
      return onPort(await serve(toNodeListener(app)));
    },
  },
  Restify: {
    fallsThrough: false,
    async mount(webhook) {
      const { server } = await sampleWith(webhook, () => import('./samples/restify.ts'));
      // Restify answers by itself what it has no route for; here the webhook is to answer it.
      for (const method of ['get', 'put', 'del', 'patch'] as const) {
        server[method]('/gptbots/*', async (req, res) => webhook.node(req, res));
      }
      return onPort(await serve(server.server));
    },
  },
  Connect: {
    fallsThrough: true,
    async mount(webhook) {
      const { app } = await sampleWith(webhook, () => import('./samples/connect.ts'));
      return onPort(await serve(app.use(through)));
    },
  },
  Polka: {
    fallsThrough: true,
    async mount(webhook) {
      const { app } = await sampleWith(webhook, () => import('./samples/polka.ts'));
      // The types leave out what handles a path that nothing else does; a handler sees Node's own objects.
      Object.assign(app, { onNoMatch: through });
      return onPort(await serve(app.handler as unknown as RequestListener));
    },
  },
  'Express 4': {
    fallsThrough: true,
    mount: async (webhook) => onPort(await serve(express().use('/gptbots', webhook.node).use(through))),
  },
  'Fastify beside fastify-raw-body': {
    fallsThrough: true,
    mount: async (webhook) => onPort(await fastifyBeside(webhook, {})),
  },
  'Fastify beside fastify-raw-body that runs first, as bytes, under another name': {
    fallsThrough: true,
    mount: async (webhook) => onPort(await fastifyBeside(webhook, { runFirst: true, encoding: false, field: 'bytes' })),
  },
};

itConforms({
  name: 'Elysia',
  prefix: '/gptbots',
  body: 'stream',
  fallsThrough: false,
  withoutServer: true,
  async mount(webhook) {
    const { app } = await sampleWith(webhook, () => import('./samples/elysia.ts'));
    return { send: (sent) => sendToFetch(async (request) => app.handle(request), sent) };
  },
});

for (const [name, server] of Object.entries(servers)) {
  itConforms({ name, prefix: '/gptbots', body: 'stream', ...server });
}

async function fastifyBeside(webhook: HumanWebhook, options: object): Promise<number> {
  const app = fastify({ forceCloseConnections: true });
  onTestFinished(() => app.close());
  await app.register(fastifyRawBody, options);
  app.register(toFastify(webhook), { prefix: '/gptbots' });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(fellThrough));
  return Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
}
