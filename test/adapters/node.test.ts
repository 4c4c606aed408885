import { once } from 'node:events';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { deferred } from '../helpers/deferred.ts';
import { eventually } from '../helpers/eventually.ts';
import { sendHttp } from '../helpers/http-client.ts';
import { payload, payloadText, routePaths, routes } from '../helpers/payloads.ts';
import { RawConnection } from '../helpers/raw-connection.ts';
import { serve } from '../helpers/serve.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';
import { onPort } from './conformance/face.ts';
import { itConforms } from './conformance.ts';

const authorization = `Bearer ${secret}`;
const chat = { path: '/chat', headers: { authorization }, body: payloadText('chat') };

itConforms({
  name: 'node:http',
  prefix: '/gptbots',
  body: 'stream',
  fallsThrough: false,
  mount: async (webhook) => onPort(await serve(webhook.node)),
});

describe('webhook.node', () => {
  it('passes on what is no route, where there is a next', async () => {
    const { webhook } = testWebhook();
    const next = vi.fn();
    const port = await serve(async (req, res) => {
      await webhook.node(req, res, next);
      if (next.mock.calls.length > 0) res.end('from next');
    });
    expect((await sendHttp(port, { ...chat, path: '/elsewhere' })).text).toBe('from next');
    expect(next.mock.calls, 'expected one call, without an error').toEqual([[]]);
  });

  it('does not pass on what it answers', async () => {
    const { webhook } = testWebhook();
    const next = vi.fn();
    const port = await serve((req, res) => webhook.node(req, res, next));
    expectAnswer(await sendHttp(port, chat), 200);
    expectAnswer(await sendHttp(port, { ...chat, method: 'GET' }), 405);
    expectAnswer(await sendHttp(port, { ...chat, headers: {} }), 401);
    expect(next).not.toHaveBeenCalled();
  });

  it.each([undefined, null, {}, 'next', 1])('answers 404 where next is %j', async (next) => {
    const { webhook } = testWebhook();
    // What another framework may pass in third place.
    const port = await serve((req, res) => webhook.node(req, res, next as undefined));
    expectAnswer(await sendHttp(port, { ...chat, path: '/elsewhere' }), 404);
  });

  it('takes the URL before the mount path was cut off, when that alone matches', async () => {
    const { webhook, runs } = testWebhook({ basePath: '/gptbots' });
    const port = await serve((req, res) => {
      const cut = Object.assign(req, { originalUrl: `/gptbots${req.url}` });
      return webhook.node(cut, res);
    });
    expectAnswer(await sendHttp(port, chat), 200);
    expect(runs[0]?.ctx.request.url).toBe('/gptbots/chat');
  });

  it('understands a URL in its absolute form', async () => {
    const { webhook } = testWebhook();
    const connection = await RawConnection.open(await serve(webhook.node));
    connection.post(`http://example.com/gptbots/${secret}/chat?x=1`, { 'content-length': chat.body.length }, chat.body);
    expectAnswer(await connection.answer(), 200);
  });

  it('keeps out of the way when somebody else has answered meanwhile', async () => {
    const { webhook, handled } = testWebhook({ chat: () => new Promise(setImmediate) });
    const done = vi.fn();
    const port = await serve(async (req, res) => {
      const answered = webhook.node(req, res);
      res.writeHead(503).end('too slow for a middleware');
      await answered;
      done();
    });
    expect(await sendHttp(port, chat)).toMatchObject({ status: 503, text: 'too slow for a middleware' });
    await eventually(() => expect(done, 'expected the handler to resolve').toHaveBeenCalledTimes(1));
    expect(handled).toHaveLength(1);
  });

  it('does the work behind an answer that somebody else has sent', async () => {
    const { webhook } = testWebhook({
      chat: async (_request, { waitUntil }) => {
        waitUntil(() => worked());
        await answered;
      },
    });
    const worked = vi.fn();
    let answered: Promise<unknown> = Promise.resolve();
    const port = await serve((req, res) => {
      answered = once(res, 'close');
      void webhook.node(req, res);
      res.writeHead(503).end();
    });
    expect((await sendHttp(port, chat)).status).toBe(503);
    await eventually(() => expect(worked).toHaveBeenCalledTimes(1));
  });

  it('does the work behind an answer that somebody else has begun, once the client has left', async () => {
    const worked = vi.fn();
    const { webhook } = testWebhook({ chat: (_request, { waitUntil }) => waitUntil(worked) });
    const answered = deferred();
    const port = await serve(async (req, res) => {
      res.write('never ending');
      await webhook.node(req, res);
      answered.resolve();
    });
    const connection = await RawConnection.open(port);
    connection.post('/chat', { authorization, 'content-length': chat.body.length }, chat.body);
    await answered.promise;
    expect(worked, 'expected the work to wait for the end of the answer').not.toHaveBeenCalled();
    connection.breakOff();
    await eventually(() => expect(worked).toHaveBeenCalledTimes(1));
  });

  it('starts the work behind an answer when Node is finished with it', async () => {
    const steps: string[] = [];
    const { webhook } = testWebhook({ chat: (_request, { waitUntil }) => waitUntil(() => steps.push('work')) });
    const port = await serve((req, res) => {
      res.on('finish', () => steps.push('finish'));
      return webhook.node(req, res);
    });
    expectAnswer(await sendHttp(port, chat), 200);
    await eventually(() => expect(steps).toEqual(['finish', 'work']));
  });

  it('serves HTTP/2 as well, without a header that is not allowed there', async () => {
    const warned = vi.spyOn(process, 'emitWarning');
    const { webhook } = testWebhook({ bodyTimeoutMs: 300 });
    const server = createHttp2Server((req, res) => webhook.node(req, res));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // A TCP server that listens has an address of this kind.
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      client.destroy();
      server.close();
    });
    const send = async (body: string | undefined) => {
      const stream = client.request({ ':method': 'POST', ':path': '/chat', authorization });
      if (body !== undefined) stream.end(body);
      const [headers] = await once(stream, 'response');
      const parts: Buffer[] = [];
      for await (const part of stream) parts.push(part);
      return { status: headers[':status'], headers, text: Buffer.concat(parts).toString() };
    };
    expectAnswer(await send(chat.body), 200);
    expectAnswer(await send(undefined), 408);
    expectAnswer(await send(''), 400);
    expect(warned).not.toHaveBeenCalled();
  });
});

describe('webhook.routes', () => {
  it.each(routes)('%s answers under any path', async (route) => {
    const { webhook, runs } = testWebhook();
    const port = await serve(webhook.routes[route].node);
    const other = routes.find((one) => one !== route) ?? route;
    for (const [timestamp, path] of ['/hooks/x?y', '/', routePaths[other], '/%zz'].entries()) {
      expectAnswer(await sendHttp(port, { ...chat, path, body: payloadText(route, { timestamp }) }), 200);
    }
    expect(runs.map((run) => run.route)).toEqual([route, route, route, route]);
    expect(runs[0]?.request).toEqual(payload(route, { timestamp: 0 }));
  });

  it('keeps the other checks', async () => {
    const { webhook } = testWebhook({ basePath: '/gptbots' });
    const next = vi.fn();
    const port = await serve((req, res) => webhook.routes.chat.node(req, res, next));
    expectAnswer(await sendHttp(port, { ...chat, path: '/hooks' }), 200);
    expectAnswer(await sendHttp(port, { ...chat, path: `/hooks?token=${secret}`, headers: {} }), 200);
    expectAnswer(await sendHttp(port, { ...chat, path: '/hooks', headers: {} }), 401);
    expectAnswer(await sendHttp(port, { ...chat, path: '/hooks', method: 'PUT' }), 405);
    expectAnswer(await sendHttp(port, { ...chat, path: '/hooks', body: '{}' }), 400);
    expect(next, 'expected nothing to be passed on').not.toHaveBeenCalled();
  });

  it('share duplicates, order and draining with the whole', async () => {
    const { webhook, runs } = testWebhook();
    const whole = await serve(webhook.node);
    const single = await serve(webhook.routes.chat.node);
    expectAnswer(await sendHttp(whole, chat), 200);
    expectAnswer(await sendHttp(single, chat), 200);
    expect(runs).toHaveLength(1);
    await webhook.drain();
    expectAnswer(await sendHttp(single, chat), 503);
  });
});
