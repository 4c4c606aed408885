import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../examples/demo/server-process.ts';
import { establish, webhookRequest } from './gptbots.ts';

describe.each(['express', 'koa', 'fastify', 'hono', 'node'])('examples/%s, told to end', (name) => {
  it('answers 503, lets the reply on its way arrive, and ends with exit code 0', async () => {
    const api = createServer();
    await once(api.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void api.close());
    const { port } = api.address() as AddressInfo; // on TCP it is never a pipe's name
    const env = {
      GPTBOTS_WEBHOOK_SECRET: 'secret',
      GPTBOTS_API_KEY: 'key',
      GPTBOTS_BASE_URL: `http://127.0.0.1:${port}`,
    };
    const server = await startServer(`examples/${name}/server.ts`, env, () => {});
    onTestFinished(async () => void (await server.stop()));
    const send = (body: unknown) =>
      fetch(webhookRequest(`${server.address}/conversation/establish?token=secret`, body));

    const replyOnItsWay = once(api, 'request');
    expect((await send(establish)).status).toBe(200);
    const [, unanswered]: [unknown, ServerResponse] = (await replyOnItsWay) as never; // node:http's own arguments
    const ended = server.stop('SIGINT');
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    // A malformed request has no effect: 400 until the signal arrived, 503 from then on.
    let status = 400;
    while (status === 400) ({ status } = await send('malformed'));

    expect(status, 'the answer to a request while the example shuts down').toBe(503);
    expect(isOver, 'the example ended while a reply was on its way').toBe(false);
    unanswered.end('{"code":0,"message":"success"}');
    expect(await ended, 'the exit code').toBe(0);
  });
});
