import express from 'express';
import Fastify from 'fastify';
import type { HumanWebhook } from 'gptbots-human';
import { toFastify } from 'gptbots-human/fastify';
import { toKoa } from 'gptbots-human/koa';
import Koa from 'koa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { RawConnection } from '../helpers/raw-connection.ts';
import { serve } from '../helpers/serve.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';

const servers: [name: string, start: (webhook: HumanWebhook) => Promise<number>][] = [
  ['node:http', (webhook) => serve(webhook.node)],
  ['Express', (webhook) => serve(express().use(webhook.node))],
  ['Koa', (webhook) => serve(Object.assign(new Koa(), { silent: true }).use(toKoa(webhook)).callback())],
  [
    'Fastify',
    async (webhook) => {
      const app = Fastify();
      onTestFinished(() => app.close());
      await app.register(toFastify(webhook));
      await app.ready();
      return serve(app.routing);
    },
  ],
];

// More than the buffers of both sides of a connection hold, so that it is sent only if somebody reads it.
const body = Buffer.alloc(32 * 1024 * 1024, 'x');
const head = { authorization: `Bearer ${secret}`, 'content-type': 'application/json', connection: 'close' };
const announced = { ...head, 'content-length': body.length };

describe.each(servers)('a client of %s that sends all of its body, and then reads and closes', (_name, start) => {
  it.each([
    ['413 when it was announced', '/chat', announced, 413],
    ['413 when it was not', '/chat', { ...head, 'transfer-encoding': 'chunked' }, 413],
    ['401', '/chat', { ...announced, authorization: 'Bearer wrong' }, 401],
    ['415', '/chat', { ...announced, 'content-encoding': 'gzip' }, 415],
  ])('gets its %s', async (_case, path, headers, status) => {
    const { webhook } = testWebhook({ bodyTimeoutMs: 600_000 });
    const connection = await RawConnection.open(await start(webhook));
    connection.post(path, headers);
    const isChunked = 'transfer-encoding' in headers;
    if (isChunked) connection.write(`${body.length.toString(16)}\r\n`);
    await connection.writeBeforeReading(body);
    if (isChunked) connection.write('\r\n0\r\n\r\n');
    expectAnswer(await connection.answer(), status);
    await connection.closed;
  });

  it('gets its answer without having sent all, once a body may take no longer', async () => {
    const { webhook } = testWebhook({ bodyTimeoutMs: 100 });
    const connection = await RawConnection.open(await start(webhook));
    connection.post('/chat', announced, 'x');
    expectAnswer(await connection.answer(), 413);
    await connection.closed;
  });

  it('breaks off, and hurts nobody', async () => {
    const { webhook } = testWebhook({ bodyTimeoutMs: 600_000 });
    const port = await start(webhook);
    const connection = await RawConnection.open(port);
    connection.post('/chat', announced, 'x');
    connection.breakOff();
    await connection.closed;
    const next = await RawConnection.open(port);
    next.post('/chat', { ...head, authorization: 'Bearer wrong', 'content-length': 0 });
    expectAnswer(await next.answer(), 401);
  });
});

it('node:http: a client with the wrong path or method gets its 404 and its 405 too', async () => {
  const { webhook } = testWebhook({ bodyTimeoutMs: 600_000 });
  const port = await serve(webhook.node);
  for (const [method, path, status] of [
    ['POST', '/elsewhere', 404],
    ['PUT', '/chat', 405],
  ] as const) {
    const connection = await RawConnection.open(port);
    connection.write(
      `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    await connection.writeBeforeReading(body);
    const answer = await connection.answer();
    expect(answer.status).toBe(status);
  }
});
