// What a user writes: everything the package has, with the real types of every framework. The tests type-check and run
// it against the packed package, as ES modules and as CommonJS.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import Fastify from 'fastify';
import {
  type ChatRequest,
  type ClientOptions,
  createHumanWebhook,
  decline,
  type EstablishRequest,
  EstablishRequestSchema,
  GptBotsHumanClient,
  GptBotsHumanError,
  type HumanWebhook,
  isGptBotsHumanError,
  type WebhookContext,
} from 'gptbots-human';
import { createDesk, type Desk, type DeskEvent, type DeskStore, memoryStore, type Session } from 'gptbots-human/desk';
import { toFastify } from 'gptbots-human/fastify';
import { toKoa } from 'gptbots-human/koa';
import { redisStore } from 'gptbots-human/redis';
import {
  type CheckReport,
  checkWebhook,
  createPlatform,
  manualClock,
  samples,
  type Visitor,
} from 'gptbots-human/testing';
import { platformHandlers } from 'gptbots-human/testing/msw';
import { Hono } from 'hono';
import { Cluster, Redis } from 'ioredis';
import Koa from 'koa';
import { createClient, createCluster } from 'redis';

const secret = 'correct-horse';
const greeted: string[] = [];

const webhook: HumanWebhook = createHumanWebhook({
  secret,
  async establish(request: EstablishRequest, ctx: WebhookContext) {
    if (request.user_info?.user_id === 'blocked') return decline('not welcome');
    ctx.waitUntil(() => greet(request.conversation_id));
    return undefined;
  },
  chat: async (request: ChatRequest) => {
    request.body.trim();
  },
  close: ({ type }) => {
    if (type === 'TIMEOUT') return;
  },
  onError: (error) => console.error(error),
  logger: console,
});

async function greet(conversationId: string): Promise<void> {
  greeted.push(conversationId);
}

const expressApp = express().use('/gptbots', webhook.node).post('/own/path', webhook.routes.chat.node);
const koaApp = new Koa().use(toKoa(webhook));
const fastifyApp = Fastify();
fastifyApp.register(toFastify(webhook), { prefix: '/gptbots' });
const honoApp = new Hono().all('/gptbots/*', (c) => webhook.fetch(c.req.raw)).mount('/elsewhere', webhook.fetch);

// Next.js is too large to install here; these are the shapes of its two routers.
type NextApiRequest = IncomingMessage & { query: Record<string, string | string[] | undefined>; body: unknown };
type NextApiResponse = ServerResponse & { json(body: unknown): void; status(code: number): NextApiResponse };
export const pagesRouter: (req: NextApiRequest, res: NextApiResponse) => unknown = webhook.node;
export const POST: (request: Request, context: { params: Promise<{ path: string[] }> }) => Promise<Response> =
  webhook.fetch;

const options: ClientOptions = { apiKey: 'key', baseUrl: 'http://127.0.0.1:9', maxRetries: 0, logger: console };
const client = new GptBotsHumanClient(options);

export function misuse(): void {
  // @ts-expect-error: the declarations must not have become `any` on their way
  client.sendReply({ conversation_id: 'c' });
  // @ts-expect-error
  toKoa({});
  // @ts-expect-error
  toFastify({});
  // @ts-expect-error
  redisStore({});
  // @ts-expect-error
  createDesk({ secret });
}

// Every client the store takes. Nothing is connected yet.
export function stores(): DeskStore[] {
  return [
    redisStore(createClient(), { prefix: 'support', retentionMs: 3_600_000 }),
    redisStore(createCluster({ rootNodes: [{ url: 'redis://127.0.0.1:7000' }] })),
    redisStore(new Redis({ lazyConnect: true })),
    redisStore(new Cluster([{ host: '127.0.0.1', port: 7000 }], { lazyConnect: true })),
  ];
}

async function main(): Promise<void> {
  const sample = { conversation_id: 'c', timestamp: 1742265090895, bot_id: 'b' };
  const path = `/gptbots/${secret}/conversation/establish`;
  const body = JSON.stringify(sample);
  const statuses = {
    handle: (await webhook.handle({ method: 'POST', url: path, headers: {}, body })).status,
    node: await postTo(createServer(webhook.node), path, body),
    express: await postTo(createServer(expressApp), path, body),
    koa: await postTo(createServer(koaApp.callback()), path, body),
    fastify: (await fastifyApp.inject({ method: 'POST', url: path, payload: body })).statusCode,
    hono: (await honoApp.request(path, { method: 'POST', body })).status,
  };
  await fastifyApp.close();
  await webhook.drain();

  const request: EstablishRequest = EstablishRequestSchema.parse(sample);
  const texts: string[] = request.body.map(({ text }) => text);
  const failure: unknown = await client.sendReply({ conversation_id: '', body: '' }).catch((error: unknown) => error);
  const kind = isGptBotsHumanError(failure) && failure instanceof GptBotsHumanError ? failure.kind : 'foreign';
  const visits = await visit();
  const sessions = await handOff();
  console.log(JSON.stringify({ statuses, greeted, texts, kind, visits, sessions }));
}

async function handOff(): Promise<{ state: string; replies: string[]; events: string; kinds: string[] }> {
  const platform = createPlatform({ secret });
  const desk: Desk = createDesk({
    client: new GptBotsHumanClient({ apiKey: 'key', fetch: platform.fetch }),
    secret,
    store: memoryStore({ retentionMs: 60_000 }),
    greeting: 'One minute.',
    onClosed: ({ closeReason }: Session) => void closeReason?.trim(),
  });
  platform.connect(desk.webhook);
  const { cursor } = await desk.sessions();
  const visitor = await platform.visitor();
  const { conversationId } = visitor;
  await visitor.nextReply();
  await desk.reply(conversationId, 'Hello', { agent: { id: 'ann' } });
  const { state } = await desk.close(conversationId);
  const events: DeskEvent[] = [];
  for await (const event of desk.events({ after: cursor })) {
    events.push(event);
    break;
  }
  const failures = [
    await desk.reply(conversationId, 'late').catch((error: unknown) => error),
    await desk.reply(conversationId, '').catch((error: unknown) => error),
  ];
  const kinds = failures.map((error) => (isGptBotsHumanError(error) ? error.kind : 'foreign'));
  await desk.shutdown();
  await platform.close();
  return { state, replies: visitor.replies.map(({ body }) => body), events: events[0]?.type ?? 'none', kinds };
}

async function visit(): Promise<{ status: string; delivered: boolean; handlers: number; check: boolean }> {
  const platform = createPlatform({ secret, clock: manualClock() });
  platform.connect(async (request) => {
    const { status } = await webhook.handle({ method: 'GET', url: request.url, headers: {}, body: undefined });
    return new Response(null, { status: status === 405 ? 200 : 500 });
  });
  const visitor: Visitor = await platform.visitor({ fields: samples.establish('2024') });
  const { delivered } = await visitor.say('hello');
  const handlers = platformHandlers(platform).length;
  await platform.close();
  const report: CheckReport = await checkWebhook(() => new Response('no', { status: 404 }), { secret });
  return { status: visitor.status, delivered, handlers: Math.min(handlers, 1), check: report.ok };
}

async function postTo(server: Server, path: string, body: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    // A server that listens on TCP has an address of this kind.
    const { port } = server.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body })).status;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

void main();
