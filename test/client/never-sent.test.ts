import { createServer, type Server } from 'node:http';
import { GptBotsHumanClient } from 'gptbots-human';
import nodeFetch from 'node-fetch';
import { Agent, type Dispatcher, ProxyAgent, fetch as undiciFetch } from 'undici';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ok } from '../helpers/api-server.ts';
import { serve } from '../helpers/serve.ts';
import { apiKey, connected, failingWith, failureOf, reply, startServer } from './support/client.ts';
import { bunError, denoError } from './support/network-errors.ts';
import { resetAfterReading } from './support/steps.ts';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

const retried = { kind: 'connection', delivery: 'not_sent', attempts: [{}, {}, {}] };
const notRetried = { kind: 'connection', delivery: 'not_sent', attempts: [{}] };

function clientThrough(dispatcher: Dispatcher, baseUrl = 'http://some-host.example'): GptBotsHumanClient {
  onTestFinished(() => dispatcher.destroy?.());
  return new GptBotsHumanClient({
    apiKey,
    baseUrl,
    fetch: (url, init) => undiciFetch(url, { ...init, dispatcher }),
  });
}

type Lookup = (host: string, options: unknown, callback: (error: unknown) => void) => void;

function clientWithLookup(lookup: Lookup): GptBotsHumanClient {
  return clientThrough(new Agent({ connect: { lookup: lookup as never } }));
}

/** A proxy that answers every CONNECT with a status. */
async function refusingProxy(status: number): Promise<string> {
  const server: Server = createServer();
  server.on('connect', (_request, socket) => {
    socket.on('error', () => {});
    socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
  });
  return `http://127.0.0.1:${await serve(server)}`;
}

describe('a failure before there was a connection is not_sent, whatever the error looks like', () => {
  it.each(['ESERVFAIL', 'ENODATA', 'ETIMEOUT', 'EREFUSED', 'EAI_FAIL', 'EAI_NODATA', 'ENOTFOUND'])(
    'and retried in safe mode: a DNS server says %s',
    async (code) => {
      const client = clientWithLookup((host, _options, callback) => {
        setImmediate(callback, Object.assign(new Error(`queryA ${code} ${host}`), { code, syscall: 'queryA' }));
      });
      expect(await failureOf(client.sendReply(reply))).toMatchObject(retried);
    },
  );

  it.each<[string, Lookup]>([
    [
      'fails with an error of its own',
      (_host, _options, callback) => setImmediate(callback, new Error('no such shop')),
    ],
    [
      'throws',
      () => {
        throw new Error('no such shop');
      },
    ],
    [
      'quotes a code of another stage',
      (_host, _options, callback) =>
        setImmediate(callback, Object.assign(new Error('resolver: ECONNRESET'), { code: 'ECONNRESET' })),
    ],
  ])('and retried in safe mode: a lookup of the caller’s own %s', async (_name, lookup) => {
    expect(await failureOf(clientWithLookup(lookup).sendReply(reply))).toMatchObject(retried);
  });

  it('and retried in safe mode: a connector of the caller’s own fails', async () => {
    const agent = new Agent({ connect: (_options, callback) => callback(new Error('out of tickets'), null) });
    expect(await failureOf(clientThrough(agent).sendReply(reply))).toMatchObject(retried);
  });

  it('and retried in safe mode: there is no local address to connect from', async () => {
    const server = await startServer();
    const localPort = Number(new URL(server.url).port);
    const client = clientThrough(new Agent({ connect: { localAddress: '127.0.0.1', localPort } }), server.url);
    expect(await failureOf(client.sendReply(reply))).toMatchObject(retried);
    expect(server.calls).toEqual([]);
  });

  it.each(['EACCES', 'EADDRNOTAVAIL', 'EMFILE', 'ENOBUFS', 'EINVAL', 'EPERM'])(
    'and retried in safe mode: the system says %s to a connection',
    async (code) => {
      const error = Object.assign(new Error(`connect ${code} 192.0.2.1:443`), { code, syscall: 'connect' });
      const { client, calls } = failingWith(new TypeError('fetch failed', { cause: error }));
      expect(await failureOf(client.sendReply(reply))).toMatchObject(retried);
      expect(calls()).toBe(3);
    },
  );

  it.each([502, 503, 429])('and retried in safe mode: a proxy refuses to connect with %i', async (status) => {
    const client = clientThrough(new ProxyAgent(await refusingProxy(status)), 'https://api.gptbots.ai');
    expect(await failureOf(client.sendReply(reply))).toMatchObject(retried);
  });

  it.each([407, 403])('and not retried, as that would not help: a proxy refuses to connect with %i', async (status) => {
    const client = clientThrough(new ProxyAgent(await refusingProxy(status)), 'https://api.gptbots.ai');
    const error = await failureOf(client.sendReply(reply, { retry: 'at-least-once' }));
    expect(error).toMatchObject(notRetried);
    expect(error.message).toContain('the proxy refused to connect');
    expect(error.message).toContain('Check the proxy');
  });

  // Their own words: Bun 1.4, Deno 2.9.
  it.each<[string, unknown, object]>([
    ['Bun, 502', bunError('ERR_PROXY_TUNNEL', 'Proxy refused to open a tunnel: 502 Bad Gateway'), retried],
    ['Bun, 407', bunError('ERR_PROXY_TUNNEL', 'Proxy refused to open a tunnel: 407 No'), notRetried],
    ['Bun, 403', bunError('ERR_PROXY_TUNNEL', 'Proxy refused to open a tunnel: 403 No'), notRetried],
    ['Deno, any other status', denoError('client error (Connect): unsuccessful tunnel'), retried],
    ['Deno, 407', denoError('client error (Connect): proxy authentication required'), notRetried],
  ])('on every runtime: a proxy refuses to connect: %s', async (_name, thrown, outcome) => {
    const { client } = failingWith(thrown);
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject(outcome);
    if (outcome === notRetried) expect(error.message).toContain('Check the proxy and its credentials.');
  });

  it('and retried in safe mode: nobody listens where the proxy should be', async () => {
    const client = clientThrough(new ProxyAgent('http://127.0.0.1:3'), 'https://api.gptbots.ai');
    expect(await failureOf(client.sendReply(reply))).toMatchObject(retried);
  });

  it('and not retried: fetch refuses the port', async () => {
    const client = new GptBotsHumanClient({ apiKey, baseUrl: 'http://127.0.0.1:6000', retry: 'at-least-once' });
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject(notRetried);
    expect(error.message).toContain('Choose another port');
  });

  it.each([
    ['is none', {}],
    ['is a number', 5],
  ])('and not retried: the dispatcher %s', async (_name, dispatcher) => {
    const client = clientThrough(dispatcher as never);
    const error = await failureOf(client.sendReply(reply, { retry: 'at-least-once' }));
    expect(error).toMatchObject(notRetried);
    expect(error.message).toContain('Check the dispatcher');
  });

  it('and not retried: the dispatcher is of another version', async () => {
    const error = Object.assign(new Error('invalid onRequestStart method'), { code: 'UND_ERR_INVALID_ARG' });
    const { client } = failingWith(new TypeError('fetch failed', { cause: error }), { retry: 'at-least-once' });
    expect(await failureOf(client.sendReply(reply))).toMatchObject(notRetried);
  });

  it('and retried in safe mode: node-fetch cannot connect', async () => {
    const client = new GptBotsHumanClient({ apiKey, baseUrl: 'http://127.0.0.1:3', fetch: nodeFetch });
    expect(await failureOf(client.sendReply(reply))).toMatchObject(retried);
  });
});

describe('a failure after that stays unknown', () => {
  it.each(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'])(
    'also with a code that connections fail with: read %s',
    async (code) => {
      const error = Object.assign(new Error(`read ${code}`), { code, syscall: 'read' });
      const { client, calls } = failingWith(new TypeError('fetch failed', { cause: error }));
      expect(await failureOf(client.sendReply(reply))).toMatchObject({ delivery: 'unknown' });
      expect(calls()).toBe(1);
    },
  );

  it('when a dispatcher is destroyed in the middle', async () => {
    const agent = new Agent();
    const server = await startServer();
    server.otherwise({ run: () => agent.destroy() });
    const error = await failureOf(clientThrough(agent, server.url).sendReply(reply));
    expect(error).toMatchObject({ delivery: 'unknown', attempts: [{}] });
    expect(server.calls).toHaveLength(1);
  });

  it('when a connection that was made before breaks as the next request goes out', async () => {
    const { client, server } = await connected();
    server.script(ok(), ok(), ok(), resetAfterReading);
    for (let i = 0; i < 3; i++) await client.sendReply(reply);
    const before = server.connections();
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ delivery: 'unknown', attempts: [{}] });
    expect(server.connections(), 'a connection is used again').toBe(before);
  });

  it('when one of several addresses was reached', async () => {
    const connect = Object.assign(new Error('connect EACCES'), { code: 'EACCES', syscall: 'connect' });
    const read = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
    const { client } = failingWith(new TypeError('fetch failed', { cause: new AggregateError([connect, read]) }));
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ delivery: 'unknown', attempts: [{}] });
  });
});

describe('an error that cannot be read', () => {
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const throwing = () =>
    Object.defineProperties(new Error('x'), {
      message: {
        get: () => {
          throw new Error('no');
        },
      },
      cause: {
        get: () => {
          throw new Error('no');
        },
      },
      errors: {
        get: () => {
          throw new Error('no');
        },
      },
    });
  it.each<[string, () => unknown]>([
    ['a revoked proxy', revoked],
    ['an error whose cause is one', () => new Error('x', { cause: revoked() })],
    ['an error whose getters throw', throwing],
    ['an AggregateError whose list is a revoked proxy', () => Object.assign(new Error('x'), { errors: revoked() })],
    ['an object without a prototype', () => Object.create(null)],
    ['a bigint', () => 10n],
    ['a symbol', () => Symbol('x')],
    ['a function', () => () => {}],
    ['a message that is an object', () => ({ message: Object.create(null), name: 5, code: {} })],
  ])('is an error of the client all the same: %s', async (_name, make) => {
    const { client, calls } = failingWith(make());
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject({ kind: 'connection', delivery: 'unknown' });
    expect(() => JSON.stringify(error)).not.toThrow();
    expect(calls()).toBe(1);
  });
});
