import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answer } from '../helpers/api-server.ts';
import { connected, failureOf, reply } from './support/client.ts';
import { halfABody, headersOnly, silence, trickle } from './support/steps.ts';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

describe('a body that breaks off after the headers is kind connection', () => {
  it.each([
    [200, {}, 'unknown', 1, 3],
    [400, {}, 'rejected', 1, 1],
    [408, {}, 'unknown', 1, 3],
    [429, {}, 'rejected', 3, 3],
    [500, {}, 'unknown', 1, 3],
    [503, {}, 'unknown', 1, 3],
    [503, { 'retry-after': '0' }, 'rejected', 3, 3],
  ])(
    '%i %j: %s, tried %i times in safe mode and %i times at-least-once',
    async (status, headers, delivery, safe, atLeastOnce) => {
      const { client, server } = await connected();
      server.otherwise(halfABody(status, headers));
      for (const [retry, asked] of [
        ['never', 1],
        ['safe', safe],
        ['at-least-once', atLeastOnce],
      ] as const) {
        const before = server.calls.length;
        const error = await failureOf(client.sendReply(reply, { retry }));
        expect(error).toMatchObject({ kind: 'connection', delivery, status });
        expect(error.attempts[0]).toMatchObject({ outcome: 'connection', status });
        expect(error.message).toContain('broke off');
        expect(server.calls.length - before, `how often GPTBots was asked in mode ${retry}`).toBe(asked);
      }
    },
  );

  it('keeps to Retry-After all the same', async () => {
    const { client, server } = await connected();
    server.otherwise(halfABody(429, { 'retry-after': '120' }));
    const error = await failureOf(client.sendReply(reply));
    expect(server.calls, 'how often GPTBots was asked although it said: not before 120 s').toHaveLength(1);
    expect(error).toMatchObject({ kind: 'connection', status: 429, retryAfterMs: 120_000 });
  });

  it('is the same for a compressed body that is damaged', async () => {
    const { client, server } = await connected();
    server.script(answer(200, 'this is not gzip', { 'content-encoding': 'gzip' }));
    expect(await failureOf(client.sendReply(reply))).toMatchObject({
      kind: 'connection',
      delivery: 'unknown',
      status: 200,
    });
  });
});

describe('timeoutMs covers one attempt, reading the body included', () => {
  it('when no answer comes', async () => {
    const { client, server } = await connected({ timeoutMs: 500 });
    server.otherwise(silence);
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject({ kind: 'timeout', delivery: 'unknown', attempts: [{ outcome: 'timeout' }] });
    expect(error).not.toHaveProperty('status');
    expect(error.attempts[0]?.durationMs).toBeGreaterThan(490);
    await (await server.received(1)).gone;
  });

  it('when the body trickles', async () => {
    const { client, server } = await connected({ timeoutMs: 800 });
    server.otherwise(trickle);
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject({ kind: 'timeout', delivery: 'unknown', status: 200 });
    expect(error.attempts).toMatchObject([{ outcome: 'timeout', status: 200 }]);
    await (await server.received(1)).gone;
  });

  it.each([
    [200, {}, 'unknown', 1],
    [404, {}, 'rejected', 1],
    [429, {}, 'rejected', 2],
    [500, {}, 'unknown', 1],
    [503, { 'retry-after': '0' }, 'rejected', 2],
  ])(
    'when only the headers came: %i %j is %s, tried %i times in safe mode',
    async (status, headers, delivery, asked) => {
      const { client, server } = await connected({ timeoutMs: 500, maxRetries: 1 });
      server.otherwise(headersOnly(status, headers));
      const error = await failureOf(client.sendReply(reply));
      expect(error).toMatchObject({ kind: 'timeout', delivery, status });
      expect(error.attempts).toHaveLength(asked);
    },
  );

  it('starts anew with each attempt, so a retry does not reuse a dead signal', async () => {
    const { client, server } = await connected({ timeoutMs: 500, retry: 'at-least-once' });
    server.script(silence, silence);
    await client.sendReply(reply);
    expect(server.calls).toHaveLength(3);
  });

  it.each([
    ['never', 1],
    ['safe', 1],
    ['at-least-once', 2],
  ] as const)('in mode %s is tried %i times', async (retry, times) => {
    const { client, server } = await connected({ timeoutMs: 50, maxRetries: 1, retry });
    server.otherwise(silence);
    const error = await failureOf(client.sendReply(reply));
    expect(error).toMatchObject({ kind: 'timeout', delivery: 'unknown' });
    expect(error.attempts).toHaveLength(times);
  });

  it('holds for a fetch that ignores its signal', async () => {
    const { client } = await connected({ timeoutMs: 30, fetch: () => new Promise(() => {}) });
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'timeout', delivery: 'unknown' });
  });

  it('holds for a body that ignores the signal', async () => {
    const { client } = await connected({ timeoutMs: 30, fetch: async () => new Response(new ReadableStream()) });
    expect(await failureOf(client.sendReply(reply))).toMatchObject({
      kind: 'timeout',
      delivery: 'unknown',
      status: 200,
    });
  });
});
