import { once } from 'node:events';
import type { RedisClient } from 'gptbots-human/redis';
import { Redis } from 'ioredis';
import { createClient, RESP_TYPES, type RedisClientOptions } from 'redis';
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';
import { expectHandoff } from './support/handoff.ts';
import { openStore } from './support/open-store.ts';

const typeMapping = {
  [RESP_TYPES.BLOB_STRING]: Buffer,
  [RESP_TYPES.SIMPLE_STRING]: Buffer,
  [RESP_TYPES.NUMBER]: String,
  [RESP_TYPES.DOUBLE]: String,
  [RESP_TYPES.MAP]: Map,
};

const ofNodeRedis: [string, Partial<RedisClientOptions>][] = [
  ['makes other types of all', { commandOptions: { typeMapping } }],
  ['speaks RESP3', { RESP: 3 }],
  ['uses another database', { database: 3 }],
];

const ofIoredis: [string, (port: number) => Redis<'legacy' | 'resp3'>][] = [
  ['makes texts of numbers', (port) => new Redis({ port, stringNumbers: true })],
  ['puts a prefix before all keys', (port) => new Redis({ port, keyPrefix: 'app:' })],
  ['speaks RESP2', (port) => new Redis({ port, protocol: 2 })],
  ['makes maps of RESP3', (port) => new Redis({ port, replyMapping: 'resp3' })],
  ['sends commands together', (port) => new Redis({ port, enableAutoPipelining: true })],
  ['connects when it is asked', (port) => new Redis({ port, lazyConnect: true })],
  ['tells where a command came from', (port) => new Redis({ port, showFriendlyErrorStack: true })],
];

describeWithRedis('a desk on Redis works with a client that', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
    return () => server.stop();
  });

  it.each(ofNodeRedis)('%s, of node-redis', async (name, options) => {
    const client = createClient({ url: server.url, ...options }).on('error', () => {});
    await client.connect();
    onTestFinished(() => client.destroy());
    await expectHandoff(client as RedisClient, { prefix: name });
  });

  it.each(ofIoredis)('%s, of ioredis', async (name, connect) => {
    const client = connect(server.port);
    onTestFinished(() => client.disconnect());
    await expectHandoff(client, { prefix: name });
  });

  const impatient: [string, () => Promise<RedisClient>][] = [
    [
      'ioredis',
      async () => {
        const client = new Redis({ port: server.port, commandTimeout: 100 });
        await once(client, 'ready');
        onTestFinished(() => client.disconnect());
        return client;
      },
    ],
    [
      'node-redis',
      async () => {
        const client = createClient({ url: server.url, commandOptions: { timeout: 100 } }).on('error', () => {});
        await client.connect();
        onTestFinished(() => client.destroy());
        return client as RedisClient;
      },
    ],
  ];

  it.each(impatient)('gives up sooner than the desk: that counts, %s', async (_name, connect) => {
    const client = await connect();
    const { store } = openStore(client, { commandTimeoutMs: 50_000 });
    await store.step('chat', chatOf('c', 'hello'));
    process.kill(server.pid, 'SIGSTOP');
    onTestFinished(() => void process.kill(server.pid, 'SIGCONT'));
    await expect(store.session('c')).rejects.toMatchObject({ kind: 'store' });
  });

  it('gives up waiting for the server sooner than the desk, of node-redis: that counts', async () => {
    const gone = await startRedisServer();
    onTestFinished(() => gone.stop());
    const client = createClient({ url: gone.url, commandOptions: { timeout: 100 } }).on('error', () => {});
    await client.connect();
    onTestFinished(() => client.destroy());
    const { store } = openStore(client, { commandTimeoutMs: 50_000 });
    const lost = new Promise((resolve) => client.once('reconnecting', resolve));
    await gone.kill();
    await lost;
    await expect(store.session('c')).rejects.toMatchObject({ kind: 'store' });
  });

  it('has the time limit of node-redis: the one of the store takes its place', async () => {
    const client = await createClient({ url: server.url }).connect();
    onTestFinished(() => client.destroy());
    const sent = vi.spyOn(client, 'sendCommand');
    const { store } = openStore(client);
    await store.step('chat', chatOf('c', 'hello'));
    expect(new Set(sent.mock.calls.map(([, options]) => options?.timeout))).toEqual(new Set([0]));
  });
});
