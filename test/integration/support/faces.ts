import type { RequestListener, Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import type { HumanWebhook } from 'gptbots-human';
import { toFastify } from 'gptbots-human/fastify';
import { toKoa } from 'gptbots-human/koa';
import type { WebhookTarget } from 'gptbots-human/testing';
import { Hono } from 'hono';
import Koa from 'koa';
import { onTestFinished } from 'vitest';
import { serve as servePort } from '../../helpers/serve.ts';

/** The ways to mount a webhook; each gives what a platform connects to. */
export const faces: Record<string, (webhook: HumanWebhook) => WebhookTarget | Promise<WebhookTarget>> = {
  'webhook itself': (webhook) => webhook,
  'webhook.handle': ({ handle }) => ({ handle }),
  'webhook.fetch': (webhook) => (request) => webhook.fetch(request),
  'node:http': (webhook) => serve(webhook.node),
  Express: (webhook) => serve(express().use('/gptbots', webhook.node)),
  'Express after express.json()': (webhook) => serve(express().use(express.json()).use('/gptbots', webhook.node)),
  Koa: (webhook) => serve(new Koa().use(toKoa(webhook)).callback()),
  Hono: (webhook) => {
    const app = new Hono().all('/gptbots/*', (c) => webhook.fetch(c.req.raw));
    // Without further options it is a server of node:http.
    return serve(createAdaptorServer({ fetch: app.fetch }) as Server);
  },
  Fastify: async (webhook) => {
    const app = Fastify({ forceCloseConnections: true });
    onTestFinished(() => app.close());
    app.register(toFastify(webhook), { prefix: '/gptbots' });
    return `${await app.listen({ host: '127.0.0.1', port: 0 })}/gptbots`;
  },
};

async function serve(listener: RequestListener | Server): Promise<string> {
  return `http://127.0.0.1:${await servePort(listener)}/gptbots`;
}
