import { gzipSync } from 'node:zlib';
import express, { type Express } from 'express';
import type { HumanWebhook } from 'gptbots-human';
import { describe, expect, it, vi } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { sendHttp } from '../helpers/http-client.ts';
import { payload, payloadText } from '../helpers/payloads.ts';
import { serve } from '../helpers/serve.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';
import { type Face, fellThrough, onPort } from './conformance/face.ts';
import { itConforms } from './conformance.ts';

// Each parser takes every type, so that it is the parser that reads, and bodies as large as the tests send.
const everything = { type: '*/*', limit: '4mb' };

const mounts: [
  name: string,
  body: Face['body'],
  mount: (app: Express, webhook: HumanWebhook) => void,
  prefix?: string,
][] = [
  ['under a path', 'stream', (app, { node }) => app.use('/gptbots', node)],
  ['at the root', 'stream', (app, { node }) => app.use(node)],
  [
    'under a sub-router',
    'stream',
    (app, { node }) => app.use('/api', express.Router().use('/gptbots', node)),
    '/api/gptbots',
  ],
  ['before express.json()', 'stream', (app, { node }) => app.use('/gptbots', node).use(express.json())],
  ['after express.json()', 'parsed', (app, { node }) => app.use(express.json({ limit: '4mb' })).use('/gptbots', node)],
  [
    'after express.json({ strict: false })',
    'parsed',
    (app, { node }) => app.use(express.json({ strict: false, limit: '4mb' })).use('/gptbots', node),
  ],
  ['after express.text()', 'raw', (app, { node }) => app.use(express.text(everything)).use('/gptbots', node)],
  ['after express.raw()', 'raw', (app, { node }) => app.use(express.raw(everything)).use('/gptbots', node)],
  ['after express.urlencoded()', 'stream', (app, { node }) => app.use(express.urlencoded()).use('/gptbots', node)],
];

for (const [name, body, mount, prefix = '/gptbots'] of mounts) {
  itConforms({
    name: `Express ${name}`,
    prefix,
    body,
    fallsThrough: true,
    mount: async (webhook) => {
      const app = express();
      mount(app, webhook);
      app.use((_req, res) => {
        res.status(404).send(fellThrough);
      });
      return onPort(await serve(app));
    },
  });
}

const chat = {
  path: '/gptbots/chat',
  headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
  body: payloadText('chat'),
};

describe('in Express', () => {
  it('a compressed body is fine when a parser inflates it', async () => {
    const { webhook, runs } = testWebhook();
    const port = await serve(express().use(express.json()).use('/gptbots', webhook.node));
    const headers = { ...chat.headers, 'content-encoding': 'gzip' };
    expectAnswer(await sendHttp(port, { ...chat, headers, body: gzipSync(chat.body) }), 200);
    expect(runs).toMatchObject([{ request: payload('chat') }]);
  });

  it.each(['null', '0', 'false', '"text"', '[]', '{}'])(
    'after express.json({ strict: false }) a body of %s is refused by the webhook, at once',
    async (body) => {
      const { webhook, handled } = testWebhook({ bodyTimeoutMs: 60_000 });
      const port = await serve(
        express()
          .use(express.json({ strict: false }))
          .use('/gptbots', webhook.node),
      );
      expectAnswer(await sendHttp(port, { ...chat, body }), 400);
      expect(handled).toMatchObject([{ status: 400 }]);
    },
  );

  it('the secret may be a parameter of the mount path', async () => {
    const { webhook } = testWebhook();
    const port = await serve(express().use('/gptbots/:secret', webhook.node));
    expectAnswer(await sendHttp(port, { ...chat, path: `/gptbots/${secret}/chat`, headers: {} }), 200);
    expectAnswer(await sendHttp(port, { ...chat, path: '/gptbots/wrong/chat', headers: {} }), 401);
  });

  it('basePath holds under a sub-router, against the whole URL', async () => {
    const { webhook, runs } = testWebhook({ basePath: '/api/gptbots' });
    const port = await serve(express().use('/api', express.Router().use('/gptbots', webhook.node)));
    expectAnswer(await sendHttp(port, { ...chat, path: '/api/gptbots/chat' }), 200);
    expect(runs[0]?.ctx.request.url).toBe('/api/gptbots/chat');
    expect((await sendHttp(port, { ...chat, path: '/api/gptbots/x/y/chat' })).status).toBe(404);
  });

  it.each(['post', 'all'] as const)('single routes may be mounted with app.%s', async (method) => {
    const { webhook, runs } = testWebhook();
    const app = express();
    app[method]('/hooks/:tenant/new-message', webhook.routes.chat.node);
    expectAnswer(await sendHttp(await serve(app), { ...chat, path: '/hooks/7/new-message' }), 200);
    expect(runs).toMatchObject([{ route: 'chat' }]);
  });

  it("no failure reaches Express's error handler", async () => {
    const onError = vi.fn();
    const { webhook } = testWebhook({
      chat: () => Promise.reject(new Error('no')),
      verify: ({ url }) => {
        if (url.includes('verify')) throw new Error('no');
        return true;
      },
    });
    const app = express().use('/gptbots', webhook.node);
    app.use((error: unknown, _req: unknown, _res: unknown, next: (error: unknown) => void) => {
      onError(error);
      next(error);
    });
    const port = await serve(app);
    expectAnswer(await sendHttp(port, chat), 500);
    expectAnswer(await sendHttp(port, { ...chat, path: '/gptbots/chat?verify' }), 500);
    expectAnswer(await sendHttp(port, { ...chat, path: '/gptbots/%zz/chat' }), 500);
    expect(onError).not.toHaveBeenCalled();
  });
});
