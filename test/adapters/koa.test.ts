import type { HumanWebhook } from 'gptbots-human';
import { toKoa } from 'gptbots-human/koa';
import Koa, { type Middleware } from 'koa';
import bodyParser from 'koa-bodyparser';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { sendHttp } from '../helpers/http-client.ts';
import { payload, payloadText } from '../helpers/payloads.ts';
import { serve } from '../helpers/serve.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';
import { type Face, fellThrough, onPort } from './conformance/face.ts';
import { itConforms } from './conformance.ts';

const faces: [name: string, body: Face['body'], before: Middleware[], prefix?: string][] = [
  ['Koa', 'stream', []],
  ['Koa after koa-bodyparser', 'parsed', [bodyParser({ jsonLimit: '4mb' })]],
  ['Koa under a mount path that is cut off', 'stream', [mountedAt('/api')], '/api/gptbots'],
];

for (const [name, body, before, prefix = '/gptbots'] of faces) {
  itConforms({
    name,
    prefix,
    body,
    fallsThrough: true,
    mount: async (webhook) => {
      const app = new Koa();
      for (const middleware of before) app.use(middleware);
      app.use(toKoa(webhook));
      app.use((ctx) => {
        ctx.status = 404;
        ctx.body = fellThrough;
      });
      return onPort(await serve(app.callback()));
    },
  });
}

const chat = {
  path: '/chat',
  headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
  body: payloadText('chat'),
};

describe('toKoa', () => {
  it.each<[string, Middleware]>([
    ['raw body of koa-bodyparser', bodyParser()],
    ['raw body on the request of Node', leaveOn(({ req }) => req, { rawBody: chat.body })],
  ])('hands verify the %s', async (_case, before) => {
    const seen: unknown[] = [];
    const { webhook } = testWebhook({ verify: ({ body }) => seen.push(body) > 0 });
    const port = await serve(new Koa().use(before).use(toKoa(webhook)).callback());
    expectAnswer(await sendHttp(port, chat), 200);
    expect(seen).toEqual([chat.body]);
  });

  it.each<[string, Middleware]>([
    ['request', leaveOn(({ request }) => request, { body: payload('chat') })],
    ['request of Node', leaveOn(({ req }) => req, { body: payload('chat') })],
  ])("takes a parsed body from Koa's %s", async (_case, before) => {
    const { webhook, runs } = testWebhook();
    const port = await serve(new Koa().use(before).use(toKoa(webhook)).callback());
    expectAnswer(await sendHttp(port, { ...chat, body: 'not looked at' }), 200);
    expect(runs).toMatchObject([{ request: payload('chat') }]);
  });

  it('says at once when the body was read and not kept', async () => {
    const { webhook } = testWebhook({ bodyTimeoutMs: 60_000 });
    const consume: Middleware = async ({ req }, next) => {
      for await (const _part of req);
      await next();
    };
    const port = await serve(new Koa().use(consume).use(toKoa(webhook)).callback());
    expect(expectAnswer(await sendHttp(port, chat), 500).message).toMatch(/before.*rawBody/);
  });

  it('throws for what is no webhook', () => {
    // What JavaScript could pass.
    expect(() => toKoa({} as HumanWebhook)).toThrow(expect.objectContaining({ kind: 'input' }));
  });
});

function leaveOn(where: (ctx: Koa.Context) => object, fields: object): Middleware {
  return async (ctx, next) => {
    Object.assign(where(ctx), fields);
    await next();
  };
}

/** What koa-mount does to the URL. */
function mountedAt(prefix: string): Middleware {
  return async (ctx, next) => {
    const whole = ctx.path;
    ctx.path = whole.replace(prefix, '') || '/';
    await next();
    ctx.path = whole;
  };
}
