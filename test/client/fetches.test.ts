import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { type FetchLike, GptBotsHumanClient } from 'gptbots-human';
import nodeFetch from 'node-fetch';
import { Agent, EnvHttpProxyAgent, ProxyAgent, fetch as undiciFetch } from 'undici';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { json } from '../helpers/api-server.ts';
import { serve } from '../helpers/serve.ts';
import { apiKey, connected, failureOf, reply, startServer } from './support/client.ts';
import { chunked, gzipped, halfABody, MiB, resetAfterReading } from './support/steps.ts';

const fetches: [string, FetchLike][] = [
  ['the global fetch', fetch],
  ['undici’s fetch', undiciFetch],
  ['node-fetch', nodeFetch],
  ['a function around the global fetch', (url, init) => fetch(url, init)],
  ['a function around undici’s fetch', (url, init) => undiciFetch(url, { ...init, dispatcher: new Agent() })],
  ['a function around node-fetch', (url, init) => nodeFetch(url, init)],
];

describe.each(fetches)('a client with %s', (_name, fetch) => {
  it('sends the same request and reads the same answer', async () => {
    const { client, server } = await connected({ fetch, headers: { 'x-one': '1' } });
    expect(await client.sendReply({ ...reply, timestamp: 1 })).toEqual({ code: 0, message: 'success' });
    const { headers, json: sent } = await server.received(1);
    expect(sent).toEqual({ ...reply, timestamp: 1 });
    expect(headers).toMatchObject({
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'x-one': '1',
    });
  });

  it('tells apart what was refused, what broke and what is no answer', async () => {
    const { client, server } = await connected({ fetch, maxRetries: 0 });
    server.script(json(200, { code: 40356, message: 'no' }), resetAfterReading, halfABody(200), json(307, {}));
    expect(await failureOf(client.sendReply(reply))).toMatchObject({
      kind: 'api',
      delivery: 'rejected',
      apiMessage: 'no',
    });
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'connection', delivery: 'unknown' });
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'connection', delivery: 'unknown' });
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'http', delivery: 'rejected' });
  });

  it.each([
    ['chunked', chunked],
    ['compressed', gzipped],
  ])('reads an answer of 1 MiB, and none that is larger: %s', async (_how, step) => {
    const { client, server } = await connected({ fetch });
    server.script(step(MiB), step(2 * MiB));
    expect(await client.sendReply(reply)).toMatchObject({ code: 0 });
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'response', status: 200 });
  });

  it('stops at its time limit', async () => {
    const { client, server } = await connected({ fetch, timeoutMs: 300, maxRetries: 0 });
    server.otherwise({ run: () => {} });
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'timeout', delivery: 'unknown' });
    await (await server.received(1)).gone;
  });
});

/** A proxy that passes everything on, and counts the tunnels it made. */
async function startProxy(): Promise<{ url: string; tunnels: () => string[] }> {
  const asked: string[] = [];
  const tunnels: Duplex[] = [];
  const server: Server = createServer();
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const [host, port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) end.on('error', () => {});
    tunnels.push(socket, upstream);
  });
  const url = `http://127.0.0.1:${await serve(server)}`;
  // Before the server waits for them.
  onTestFinished(() => {
    for (const end of tunnels) end.destroy();
  });
  return { url, tunnels: () => asked };
}

describe('a client behind a proxy', () => {
  it('goes through a ProxyAgent, with one connection for many calls', async () => {
    const { url, tunnels } = await startProxy();
    const server = await startServer();
    const dispatcher = new ProxyAgent({ uri: url, proxyTunnel: true });
    onTestFinished(() => dispatcher.destroy());
    const fetch: FetchLike = (address, init) => undiciFetch(address, { ...init, dispatcher });
    const client = new GptBotsHumanClient({ apiKey, baseUrl: server.url, fetch });
    for (let i = 0; i < 10; i++) await client.sendReply(reply);
    expect(tunnels().length).toBeLessThan(4);
    expect(tunnels()[0]).toBe(new URL(server.url).host);
    expect(server.calls).toHaveLength(10);
  });

  it('goes where HTTP_PROXY points with an EnvHttpProxyAgent', async () => {
    const { url, tunnels } = await startProxy();
    const server = await startServer();
    vi.stubEnv('HTTP_PROXY', url);
    onTestFinished(() => void vi.unstubAllEnvs());
    const dispatcher = new EnvHttpProxyAgent({ proxyTunnel: true });
    onTestFinished(() => dispatcher.destroy());
    const fetch: FetchLike = (address, init) => undiciFetch(address, { ...init, dispatcher });
    await new GptBotsHumanClient({ apiKey, baseUrl: server.url, fetch }).sendReply(reply);
    expect(tunnels()).toHaveLength(1);
  });
});
