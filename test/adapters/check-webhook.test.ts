import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import type { HumanWebhook } from 'gptbots-human';
import { toFastify } from 'gptbots-human/fastify';
import { toKoa } from 'gptbots-human/koa';
import { Hono } from 'hono';
import Koa from 'koa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkWebhook } from '../../src/testing/check/check-webhook.ts';
import type { WebhookTarget } from '../../src/testing/types.ts';
import { secret } from '../helpers/test-webhook.ts';
import { failures, neverTried, quickWebhook, served, skippedCases } from '../testing/check/support.ts';

type Mount = (webhook: HumanWebhook) => WebhookTarget | Promise<WebhookTarget>;

const overHttp: [name: string, mount: Mount][] = [
  ['node:http', ({ node }) => served(node)],
  ['Express under a path', ({ node }) => served(express().use('/gptbots', node))],
  ['Express before express.json()', ({ node }) => served(express().use('/gptbots', node).use(express.json()))],
  [
    'Express under a sub-router',
    ({ node }) => served(express().use('/', express.Router().use('/gptbots', node)).use(express.json())),
  ],
  ['Koa', (webhook) => served(new Koa().use(toKoa(webhook)).callback())],
  ['Fastify', fastify],
  ['Hono on @hono/node-server', hono],
];

const inProcess: [name: string, mount: Mount][] = [
  ['webhook.fetch', ({ fetch }) => fetch],
  ["Next.js' app router, whose routes take a Request and params", nextRoute],
  ['Hono as a fetch handler', (webhook) => honoApp(webhook).fetch],
];

describe('checkWebhook passes on every adapter', () => {
  it.each([...overHttp, ...inProcess])('%s', async (_name, mount) => {
    const target = await mount(quickWebhook().webhook);
    const report = await checkWebhook(target, { secret, baseUrl: 'http://localhost/gptbots' });
    expect(failures(report).join('\n')).toBe('');
    expect(report.ok).toBe(true);
    expect(skippedCases(report)).toEqual(['the webhook asks for a secret', ...neverTried]);
  });

  it('webhook.handle', async () => {
    const report = await checkWebhook(quickWebhook().webhook, { secret });
    expect(failures(report).join('\n')).toBe('');
    expect(report.ok).toBe(true);
  });
});

async function fastify(webhook: HumanWebhook): Promise<string> {
  const app = Fastify({ forceCloseConnections: true });
  onTestFinished(() => app.close());
  await app.register(toFastify(webhook), { prefix: '/gptbots' });
  return `${await app.listen({ host: '127.0.0.1', port: 0 })}/gptbots`;
}

function honoApp(webhook: HumanWebhook): Hono {
  return new Hono().all('/gptbots/*', (c) => webhook.fetch(c.req.raw));
}

function hono(webhook: HumanWebhook): Promise<string> {
  // Without further options it is a server of node:http.
  return served(createAdaptorServer({ fetch: honoApp(webhook).fetch }) as Server);
}

function nextRoute(webhook: HumanWebhook): (request: Request) => Promise<Response> {
  const POST = (request: Request, context: { params: Promise<{ path: string[] }> }) => webhook.fetch(request, context);
  return (request) => POST(request, { params: Promise.resolve({ path: [] }) });
}
