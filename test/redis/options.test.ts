import { type RedisClient, redisStore } from 'gptbots-human/redis';
import { createClient, createClientPool, createCluster, createSentinel } from 'redis';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/internal/clock.ts';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';

// Never connected: nothing here gets as far as Redis.
const client = {
  isOpen: false,
  sendCommand: async () => null,
  duplicate: () => client,
  connect: async () => {},
  on() {},
  destroy() {},
};

const wrongOptions: [object, RegExp][] = [
  [{ prefix: '' }, /prefix/],
  [{ prefix: '{desk}' }, /prefix.*without braces/],
  [{ prefix: 7 }, /prefix/],
  [{ retentionMs: -1 }, /retentionMs/],
  [{ retentionMs: Number.NaN }, /retentionMs/],
  [{ leaseMs: '10s' }, /leaseMs/],
  [{ leaseMs: 0 }, /leaseMs/],
  [{ commandTimeoutMs: -1 }, /commandTimeoutMs/],
  [{ commandTimeoutMs: 0 }, /commandTimeoutMs/],
  [{ commandTimeoutMs: Number.POSITIVE_INFINITY }, /commandTimeoutMs/],
  [{ eventsMax: 0 }, /eventsMax/],
  [{ eventsMax: 1.5 }, /eventsMax/],
  [{ ttl: 1000 }, /ttl/],
];

const wrongClients: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a URL', 'redis://127.0.0.1:6379'],
  ['an object', {}],
  ['the package', { createClient: () => client }],
];

const otherClients: [string, () => unknown, RegExp][] = [
  ['a pool', () => createClientPool(), /pool/],
  ['a client with callbacks', () => createClient().legacy(), /legacy/],
];

const notConnected: [string, () => RedisClient][] = [
  ['createClient()', () => createClient()],
  ['createCluster()', () => createCluster({ rootNodes: [{ url: 'redis://127.0.0.1:1' }] })],
  ['createSentinel()', () => createSentinel({ name: 'desk', sentinelRootNodes: [{ host: '127.0.0.1', port: 1 }] })],
];

describe('redisStore', () => {
  it.each(wrongOptions)('refuses %j, and names the option', (options, name) => {
    expect(() => redisStore(client, options)).toThrow(
      expect.objectContaining({ kind: 'input', message: expect.stringMatching(name) }),
    );
  });

  it.each(wrongClients)('refuses %s as a client, and says what it expects', (_name, given) => {
    // What JavaScript lets through.
    expect(() => redisStore(given as typeof client)).toThrow(
      expect.objectContaining({ kind: 'input', message: expect.stringMatching(/client.*redis or ioredis/) }),
    );
  });

  it.each(otherClients)('refuses %s, and says what to pass instead', (_name, make, advice) => {
    // What JavaScript lets through.
    expect(() => redisStore(make() as typeof client)).toThrow(
      expect.objectContaining({ kind: 'input', message: expect.stringMatching(advice) }),
    );
  });

  it.each(notConnected)('says that a client has to be connected first: %s', async (_name, make) => {
    const store = redisStore(make());
    store.open({ waitTimeoutMs: 1, idleTimeoutMs: 1, orphanTimeoutMs: 1, clock: systemClock });
    await expect(store.step('chat', chatOf('c', 'hello'))).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('client.connect()'),
    });
  });

  it.each([90 * 86_400_000, Number.POSITIVE_INFINITY])('takes a retention of %d ms', (retentionMs) => {
    expect(() => redisStore(client, { retentionMs })).not.toThrow();
  });

  it('says what is missing when it is used before a desk has opened it', async () => {
    const store = redisStore(client);
    await expect(async () => store.step('chat', chatOf('c', 'hello'))).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('createDesk'),
    });
  });

  it('sends nothing before it is asked for something', () => {
    const sent: unknown[] = [];
    const watched = { ...client, sendCommand: async (...args: unknown[]) => sent.push(args) };
    const store = redisStore(watched, { prefix: 'a desk: "1"' });
    store.open({
      waitTimeoutMs: 1,
      idleTimeoutMs: 1,
      orphanTimeoutMs: 3_600_000,
      clock: { now: Date.now, start: () => ({ cancel() {} }) },
    });
    expect(sent).toEqual([]);
  });
});
