import { beforeAll, describe, expect, it, vi } from 'vitest';
import { establish, webhookRequest } from '../examples/gptbots.ts';
import { eventually } from '../helpers/eventually.ts';
import { listen } from './listen.ts';

// Imported once the secret is there; the samples read it as an application does.
const samples = {
  webhook: () => import('./mount/webhook.ts'),
  node: () => import('./mount/node.ts'),
  express: () => import('./mount/express.ts'),
  koa: () => import('./mount/koa.ts'),
  fastify: () => import('./mount/fastify.ts'),
  hono: () => import('./mount/hono.ts'),
  workers: () => import('./mount/workers.ts'),
  ownPaths: () => import('./mount/own-paths.ts'),
};

const secret = 'secret-of-the-samples';
let conversations = 0;

/** Sends an establish request; it must be answered 200 and reach the handler, the work behind it included. */
async function expectHandled(url: string, send: (request: Request) => Promise<Response> = fetch): Promise<void> {
  const conversation_id = `conversation ${++conversations}`;
  const response = await send(webhookRequest(url, { ...establish, conversation_id }));
  expect(await response.json()).toEqual({ code: 200, message: 'success' });
  const { opened } = await samples.webhook();
  await eventually(() => expect(opened, 'the conversations the handler opened').toContain(conversation_id));
}

describe("the README's mounting samples", () => {
  beforeAll(() => {
    vi.stubEnv('GPTBOTS_WEBHOOK_SECRET', secret);
    return () => vi.unstubAllEnvs();
  });

  it('node:http serves the routes', async () => {
    const url = await listen((await samples.node()).server);
    await expectHandled(`${url}/gptbots/${secret}/conversation/establish`);
  });

  it('Express serves the routes under the mount path', async () => {
    const url = await listen((await samples.express()).app);
    await expectHandled(`${url}/gptbots/${secret}/conversation/establish`);
  });

  it('Koa serves the routes', async () => {
    const url = await listen((await samples.koa()).app.callback());
    await expectHandled(`${url}/gptbots/${secret}/conversation/establish`);
  });

  it('Fastify serves the routes under the prefix', async () => {
    const { app } = await samples.fastify();
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    try {
      await expectHandled(`${url}/gptbots/${secret}/conversation/establish`);
    } finally {
      await app.close();
    }
  });

  it('Hono serves the routes', async () => {
    const { app } = await samples.hono();
    await expectHandled(`http://localhost/gptbots/${secret}/conversation/establish`, async (request) =>
      app.fetch(request),
    );
  });

  it('Cloudflare Workers: fetch serves the routes and hands the work behind the answer to waitUntil', async () => {
    const { default: worker } = await samples.workers();
    const work: Promise<unknown>[] = [];
    const ctx = { waitUntil: (promise: Promise<unknown>) => work.push(promise) };
    await expectHandled(`http://localhost/gptbots/${secret}/conversation/establish`, (request) =>
      worker.fetch(request, {}, ctx),
    );
    expect(work.length, 'the work handed to the runtime').toBeGreaterThan(0);
    await Promise.all(work);
  });

  it('paths of your own take the secret as a header or as ?token=', async () => {
    const url = await listen((await samples.ownPaths()).app);
    await expectHandled(`${url}/support/opened?token=${secret}`);
    const headers = { authorization: `Bearer ${secret}` };
    for (const [path, fields] of Object.entries({ message: { body: 'hello' }, closed: { type: 'TIMEOUT' } })) {
      const body = JSON.stringify({ conversation_id: 'own', timestamp: 1, ...fields });
      const response = await fetch(`${url}/support/${path}`, { method: 'POST', headers, body });
      expect(response.status, path).toBe(200);
    }
  });
});
