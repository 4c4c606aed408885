import { beforeEach, describe, expect, it, vi } from 'vitest';
import { combinedDelivery, pauseMs } from '../../src/client/retry.ts';
import { answer, json, ok } from '../helpers/api-server.ts';
import { connected, failureOf, reply } from './support/client.ts';
import { silence } from './support/steps.ts';

const busy = json(429, { message: 'slow down' });

describe('the pause before a retry', () => {
  it.each([
    [0, 500],
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [4, 8_000],
    [5, 8_000],
    [60, 8_000],
  ])('before retry %i is anywhere between 0 and %i ms', (retries, most) => {
    const random = vi.spyOn(Math, 'random');
    for (const share of [0, 0.25, 0.999]) {
      random.mockReturnValue(share);
      expect(pauseMs(retries, undefined)).toBe(share * most);
    }
  });

  it('is never less than GPTBots asked for, and may be more', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    expect(pauseMs(0, 3_000)).toBe(3_000);
    expect(pauseMs(0, 100)).toBe(250);
    expect(pauseMs(0, 0)).toBe(250);
  });

  it('is what the client waits', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.4);
    const warn = vi.fn();
    const { client, server } = await connected({ logger: { warn } });
    server.script(busy);
    await client.sendReply(reply);

    const [first, second] = server.calls;
    expect(warn).toHaveBeenCalledExactlyOnceWith('gptbots-human will retry', expect.objectContaining({ pauseMs: 200 }));
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(190);
  });

  it.each([
    ['seconds', () => '1', 950],
    // A date has no milliseconds: one that is 2 s away reads as 1 to 2 s.
    ['a date', () => new Date(Date.now() + 2_000).toUTCString(), 950],
  ])('is at least Retry-After, given as %s', async (_name, retryAfter, atLeast) => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { client, server } = await connected();
    server.script({ run: (...exchange) => answer(503, '', { 'retry-after': retryAfter() }).run(...exchange) });
    await client.sendReply(reply);

    const [first, second] = server.calls;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(atLeast);
  });
});

it('a timeout after the request was sent is not retried by default', async () => {
  const { client, server } = await connected({ timeoutMs: 500 });
  server.otherwise(silence);
  const error = await failureOf(client.sendReply(reply));
  await server.received(1);
  expect(error).toMatchObject({ kind: 'timeout', delivery: 'unknown', attempts: [{ outcome: 'timeout' }] });
  expect(server.calls).toHaveLength(1);
});

describe('maxRetries', () => {
  beforeEach(() => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });

  it.each([
    [undefined, 3],
    [0, 1],
    [1, 2],
    [5, 6],
  ])('%j asks GPTBots %i times', async (maxRetries, times) => {
    const { client, server } = await connected({ maxRetries });
    server.otherwise(busy);
    const error = await failureOf(client.sendReply(reply));
    expect(server.calls).toHaveLength(times);
    expect(error).toMatchObject({ kind: 'http', status: 429, delivery: 'rejected', apiMessage: 'slow down' });
    expect(error.attempts).toHaveLength(times);
  });

  it('counts for each call by itself', async () => {
    const { client, server } = await connected({ maxRetries: 1 });
    server.script(busy, ok(), busy, ok());
    await client.sendReply(reply);
    await client.sendReply(reply);
    expect(server.calls).toHaveLength(4);
  });

  it('holds for a close as well', async () => {
    const { client, server } = await connected({ maxRetries: 1 });
    server.script(busy, busy);
    expect((await failureOf(client.closeSession(reply))).attempts).toHaveLength(2);
    expect(server.calls).toHaveLength(2);
  });

  it('counts failures of every sort together', async () => {
    const { client, server } = await connected({ retry: 'at-least-once', maxRetries: 2 });
    server.script(busy, json(500, {}), json(503, {}, { 'retry-after': '0' }));
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'http', status: 503 });
    expect(server.calls).toHaveLength(3);
  });
});

describe('the error after several attempts', () => {
  beforeEach(() => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });

  it('lists every attempt, oldest first', async () => {
    const { client, server } = await connected({ retry: 'at-least-once', maxRetries: 3 });
    server.script(busy, json(200, { code: 0 }, { 'content-length': '99' }), json(500, { code: 50000 }), json(404, {}));
    const before = Date.now();
    const { attempts } = await failureOf(client.sendReply(reply, { timeoutMs: 600 }));

    expect(attempts).toMatchObject([
      { outcome: 'http', status: 429 },
      { outcome: 'timeout', status: 200 },
      { outcome: 'api', status: 500 },
      { outcome: 'http', status: 404 },
    ]);
    const starts = attempts.map(({ startedAt }) => startedAt);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(starts[0]).toBeGreaterThanOrEqual(before);
    expect(attempts[1]?.durationMs).toBeGreaterThan(590);
  });

  it('tells of the last attempt', async () => {
    const { client, server } = await connected({ retry: 'at-least-once' });
    server.script(
      json(500, { code: 50000, message: 'first' }, { 'retry-after': '0' }),
      json(404, { message: 'second' }),
    );
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject({ kind: 'http', status: 404, apiMessage: 'second', delivery: 'unknown' });
    expect(error).not.toHaveProperty('code');
    expect(error).not.toHaveProperty('retryAfterMs');
  });
});

describe('delivery over all attempts', () => {
  it.each([
    ['not_sent', 'not_sent', 'not_sent'],
    ['not_sent', 'rejected', 'rejected'],
    ['rejected', 'not_sent', 'rejected'],
    ['rejected', 'rejected', 'rejected'],
    ['unknown', 'not_sent', 'unknown'],
    ['not_sent', 'unknown', 'unknown'],
    ['unknown', 'rejected', 'unknown'],
    ['rejected', 'unknown', 'unknown'],
    ['unknown', 'unknown', 'unknown'],
  ] as const)('%s, then %s is %s', (before, latest, together) => {
    expect(combinedDelivery(before, latest)).toBe(together);
  });
});
