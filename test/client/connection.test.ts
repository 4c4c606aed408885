import { createServer, type Server, type Socket } from 'node:net';
import { GptBotsHumanClient } from 'gptbots-human';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { apiKey, connected, failingWith, failureOf, reply, startServer } from './support/client.ts';
import { denoError, neverConnected, nodeError, nodeErrors, unclear } from './support/network-errors.ts';
import { closeWithoutAnswer, resetAfterReading, resetUnread } from './support/steps.ts';

// `as never` below: what plain JavaScript may pass although the types forbid it.

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

describe('a connection that was never made', () => {
  it.each(['127.0.0.1', 'localhost'])('is not_sent and retried in safe mode: nobody listens on %s', async (host) => {
    const { url, close } = await startServer();
    await close();
    const baseUrl = url.replace('127.0.0.1', host);
    const error = await failureOf(new GptBotsHumanClient({ apiKey, baseUrl }).sendReply(reply));
    expect(error).toMatchObject({
      kind: 'connection',
      delivery: 'not_sent',
      attempts: [{ outcome: 'connection' }, { outcome: 'connection' }, { outcome: 'connection' }],
    });
    expect(error).not.toHaveProperty('status');
    expect(JSON.stringify(error.cause)).toContain('"code":"ECONNREFUSED"');
  });

  it('gets the reply through once the server is there', async () => {
    const { client, server } = await connected();
    const refused = nodeError('ECONNREFUSED');
    const onceRefused = vi.fn(globalThis.fetch).mockRejectedValueOnce(refused);
    const retrying = new GptBotsHumanClient({ apiKey, baseUrl: server.url, fetch: onceRefused });
    await retrying.sendReply(reply);
    await client.sendReply(reply);
    expect(server.calls).toHaveLength(2);
    expect(onceRefused).toHaveBeenCalledTimes(2);
  });

  describe.each(Object.entries(neverConnected))('%s', (_name, error) => {
    it.each([
      ['never', 1],
      ['safe', 3],
      ['at-least-once', 3],
    ] as const)('is not_sent, and in mode %s tried %i times', async (retry, times) => {
      const { client, calls } = failingWith(error, { retry });
      expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'connection', delivery: 'not_sent' });
      expect(calls()).toBe(times);
    });
  });

  // Node gives up an address after 250 ms when a host has several, and says so with ETIMEDOUT.
  it.each([
    ['Node, one address', nodeError('ETIMEDOUT')],
    ['Node, all addresses', nodeErrors('ETIMEDOUT', 'ETIMEDOUT')],
    ['Node, one address timed out and one is unreachable', nodeErrors('ETIMEDOUT', 'ENETUNREACH')],
    ['Deno', denoError('client error (Connect): tcp connect error: Connection timed out (os error 110)')],
  ])('is not_sent and retried in safe mode when connecting timed out: %s', async (_name, error) => {
    const { client, calls } = failingWith(error);
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'connection', delivery: 'not_sent' });
    expect(calls()).toBe(3);
  });
});

describe('a connection that broke before an answer came', () => {
  it.each([
    ['reset before the request was read', resetUnread],
    ['reset after the request was read', resetAfterReading],
    ['closed without an answer', closeWithoutAnswer],
  ])('is unknown, and only retried at-least-once: %s', async (_name, step) => {
    const { client, server } = await connected();
    server.otherwise(step);
    for (const [retry, asked] of [
      ['never', 1],
      ['safe', 1],
      ['at-least-once', 3],
    ] as const) {
      const before = server.calls.length;
      const error = await failureOf(client.sendReply(reply, { retry }));
      expect(error).toMatchObject({ kind: 'connection', delivery: 'unknown' });
      expect(error).not.toHaveProperty('status');
      expect(server.calls.length - before, `how often GPTBots was asked in mode ${retry}`).toBe(asked);
    }
  });

  describe.each(Object.entries(unclear))('%s', (_name, error) => {
    it.each([
      ['never', 1],
      ['safe', 1],
      ['at-least-once', 3],
    ] as const)('is unknown, and in mode %s tried %i times', async (retry, times) => {
      const { client, calls } = failingWith(error, { retry });
      expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'connection', delivery: 'unknown' });
      expect(calls()).toBe(times);
    });
  });

  it('is not taken for one that was never made because its error quotes a word of one', async () => {
    const { client, calls } = failingWith(new Error('proxy: upstream said ECONNREFUSED after the request was sent'));
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ delivery: 'unknown' });
    expect(calls()).toBe(1);
  });

  it('is an error of kind connection when the server speaks no HTTP', async () => {
    const server = await listen((socket) => void socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n')));
    const error = await failureOf(new GptBotsHumanClient({ apiKey, baseUrl: server }).sendReply(reply));
    expect(error).toMatchObject({ kind: 'connection', delivery: 'unknown' });
  });
});

describe('a fetch that answers no Response', () => {
  const get = () => null;
  it.each<[unknown, string]>([
    [undefined, 'status'],
    [null, 'status'],
    [{}, 'status'],
    ['ok', 'status'],
    [{ ok: true, json: async () => ({ code: 0 }) }, 'status'],
    [{ ok: true, status: 200, json: async () => ({ code: 0 }) }, 'headers.get()'],
    [{ status: 200, headers: {} }, 'headers.get()'],
    [{ status: 200, headers: { get } }, 'text()'],
  ])('is an error that says what is missing: %j has no %s', async (response, missing) => {
    const { client } = await connected({ fetch: async () => response as never, retry: 'at-least-once' });
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject({ kind: 'response', delivery: 'unknown', attempts: [{ outcome: 'response' }] });
    expect(error.message).toContain(`fetch resolved with something that has no ${missing}.`);
    expect(error.message).toContain('Make the fetch option resolve with a Response.');
  });

  it('is taken when it has all that is read', async () => {
    const response = Object.freeze({ status: 200, headers: { get }, text: async () => '{"code":0}' });
    const { client } = await connected({ fetch: async () => response });
    expect(await client.sendReply(reply)).toEqual({ code: 0 });
  });
});

async function listen(onSocket: (socket: Socket) => void): Promise<string> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}
