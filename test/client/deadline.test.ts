import { beforeEach, describe, expect, it, vi } from 'vitest';
import { held, json } from '../helpers/api-server.ts';
import { connected, failingWith, failureOf, reply, withFetch } from './support/client.ts';
import { nodeError } from './support/network-errors.ts';
import { silence } from './support/steps.ts';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

describe('deadlineMs covers the whole call', () => {
  it('ends an attempt: kind timeout, unknown', async () => {
    const { client, server } = await connected({ deadlineMs: 200, retry: 'at-least-once' });
    server.otherwise(silence);
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject({ kind: 'timeout', delivery: 'unknown', attempts: [{ outcome: 'timeout' }] });
  });

  it('ends the second attempt and not only the first', async () => {
    const { client, server } = await connected({ deadlineMs: 1_000, retry: 'at-least-once' });
    server.script(json(500, {}), silence);
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject({
      kind: 'timeout',
      delivery: 'unknown',
      attempts: [{ outcome: 'http' }, { outcome: 'timeout' }],
    });
  });

  it('counts all attempts together', async () => {
    const { client, server } = await connected({
      timeoutMs: 150,
      deadlineMs: 2_000,
      retry: 'at-least-once',
      maxRetries: 50,
    });
    server.otherwise(silence);
    const started = performance.now();
    const { attempts } = await failureOf(client.sendReply(reply));
    expect(performance.now() - started).toBeGreaterThan(1_950);
    expect(attempts.length, 'no more attempts than fit before the deadline').toBeLessThanOrEqual(14);
    expect(attempts.length).toBeGreaterThan(1);
  });

  it('ends the wait for the turn: kind timeout, not_sent, and GPTBots never hears of it', async () => {
    const { client, server } = await connected();
    const first = held();
    server.script(first);
    const ahead = client.sendReply(reply);
    await server.received(1);

    const error = await failureOf(client.sendReply({ ...reply, body: 'too late' }, { deadlineMs: 50 }));
    expect(error).toMatchObject({ kind: 'timeout', delivery: 'not_sent', attempts: [], conversation_id: 'conv-1' });
    expect(error.message).toMatch(/deadlineMs ran out.*did not get it/);

    first.release();
    await ahead;
    await client.sendReply({ ...reply, body: 'the next' });
    expect(server.calls.map(({ json }) => json.body)).toEqual([reply.body, 'the next']);
  });

  it('counts from the call, not from its turn', async () => {
    const { client, server } = await connected();
    const first = held();
    server.script(first, silence);
    const ahead = client.sendReply(reply);
    await server.received(1);

    const timers = vi.spyOn(globalThis, 'setTimeout');
    const controller = new AbortController();
    const { signal } = controller;
    const second = failureOf(client.sendReply(reply, { timeoutMs: 500_000, deadlineMs: 400_000, signal }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    first.release();
    await server.received(2);
    const limits = timers.mock.calls.map(([, delay = 0]) => delay).filter((delay) => delay > 300_000);
    expect(limits.at(-1), 'what was left after the wait').toBeLessThanOrEqual(399_901);
    controller.abort();
    expect(await second).toMatchObject({ kind: 'aborted', delivery: 'unknown', attempts: [{ outcome: 'aborted' }] });
    await ahead;
  });
});

describe('no time left for a pause', () => {
  it.each([
    ['rejected', 'http', json(429, {}, { 'retry-after': '5' })],
    ['rejected', 'api', json(503, { code: 50300 }, { 'retry-after': '5' })],
  ])('throws the last failure at once: %s, kind %s', async (delivery, kind, step) => {
    const warn = vi.fn();
    const { client, server } = await connected({ deadlineMs: 3_000, logger: { warn } });
    server.otherwise(step);
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject({ kind, delivery, retryAfterMs: 5_000, attempts: [{ outcome: kind }] });
    expect(server.calls).toHaveLength(1);
    expect(warn, 'no pause is begun').not.toHaveBeenCalled();
  });

  it('throws a connection failure when the jitter does not fit', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999);
    const { client, calls } = failingWith(nodeError('ECONNREFUSED'), { deadlineMs: 300 });
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'connection', delivery: 'not_sent' });
    expect(calls()).toBe(1);
  });

  it('is the last failure too when the process wakes up from a pause after the deadline', async () => {
    const now = performance.now.bind(performance);
    const late = vi.fn(() => 0);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + late());
    const logger = { warn: () => void late.mockReturnValue(60_000) };
    const { client, server } = await connected({ deadlineMs: 30_000, logger });
    server.script(json(429, {}, { 'retry-after': '0' }));
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'http', status: 429, delivery: 'rejected' });
    expect(server.calls).toHaveLength(1);
  });
});

describe('a deadline and a timeout that did not come', () => {
  it('leave no timer behind that would keep a process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    let during = 0;
    const before = timers();
    const client = withFetch(async () => {
      during = timers();
      return new Response('{}');
    });
    await client.sendReply(reply);
    expect(during, 'a timer for the attempt').toBe(before + 1);
    expect(timers()).toBe(before);
  });
});
