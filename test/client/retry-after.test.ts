import fc from 'fast-check';
import { GptBotsHumanClient } from 'gptbots-human';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { askedWaitMs, retryAfterMs } from '../../src/client/asked-wait.ts';
import { json } from '../helpers/api-server.ts';
import { apiKey, connected, failureOf, reply, startServer } from './support/client.ts';

const day = 86_400_000;
const now = Date.UTC(2025, 9, 21, 7, 28, 0);
const read = (value?: string) => retryAfterMs(new Headers(value === undefined ? {} : { 'retry-after': value }));

describe('Retry-After', () => {
  beforeEach(() => {
    vi.spyOn(Date, 'now').mockReturnValue(now);
  });

  it.each([
    ['0', 0],
    ['1', 1_000],
    [' 120 ', 120_000],
    ['0.25', 250],
    ['0.0001', 1],
    ['Tue, 21 Oct 2025 07:28:30 GMT', 30_000],
    ['Tue, 21 Oct 2025 07:28:00 GMT', 0],
    ['Tue, 21 Oct 2025 07:27:00 GMT', 0],
    ['Tuesday, 21-Oct-25 07:29:00 GMT', 60_000],
    ['2025-10-21T07:28:01Z', 1_000],
    ['2, 2', 2_000],
    ['1, 3, 2', 3_000],
    ['2,soon', 2_000],
    ['Tue, 21 Oct 2025 07:28:30 GMT, Tue, 21 Oct 2025 07:28:40 GMT', 40_000],
    ['5, Tue, 21 Oct 2025 07:28:30 GMT', 30_000],
    ['Tue Oct 21 07:28:30 2025 GMT', 30_000],
    ['21 Oct 2025 07:28:30 +0000', 30_000],
    ['99999999', day],
    ['9'.repeat(400), day],
    ['Fri, 31 Dec 9999 23:59:59 GMT', day],
  ])('%j is %i ms', (value, ms) => {
    expect(read(value)).toBe(ms);
  });

  it.each([undefined, '', ' ', 'soon', 'NaN', 'Infinity', '1.2.3', ',', ', ,', ' ', 'Tue, '.repeat(50)])(
    '%j is none',
    (value) => {
      expect(read(value)).toBeUndefined();
    },
  );

  it('is finite and at most a day, whatever is sent, and takes no time', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d., GMTue:-]{0,80}$/)), (value) => {
        const ms = retryAfterMs({ get: () => value.repeat(2_000) });
        expect(ms === undefined || (ms >= 0 && ms <= day)).toBe(true);
      }),
    );
  });
});

describe('retryAfterMs of an error', () => {
  it.each([429, 503])(
    'is what GPTBots asked for when that is past the deadline, without waiting for it: %i',
    async (status) => {
      const { client, server } = await connected({ deadlineMs: 600_000 });
      // Longer than this test may take, like the deadline.
      server.otherwise(json(status, { message: 'busy' }, { 'retry-after': '1200' }));
      const error = await failureOf(client.sendReply(reply));

      expect(error).toMatchObject({ kind: 'http', delivery: 'rejected', status, retryAfterMs: 1_200_000 });
      expect(error.attempts).toHaveLength(1);
      expect(server.calls).toHaveLength(1);
    },
  );

  it('reads a date', async () => {
    const { client, server } = await connected({ deadlineMs: 10_000 });
    const date = new Date(Date.now() + 120_000).toUTCString();
    server.script(json(429, {}, { 'retry-after': date }));
    const { retryAfterMs } = await failureOf(client.sendReply(reply));
    expect(retryAfterMs).toBeGreaterThan(110_000);
    expect(retryAfterMs).toBeLessThanOrEqual(120_000);
  });

  it.each([
    ['the mode never', 429, { retry: 'never' }],
    ['no retries left', 429, { maxRetries: 0 }],
    ['a status that is not retried', 404, {}],
    ['a status that is ambiguous', 500, {}],
  ] as const)('is there with %s too', async (_name, status, options) => {
    const { client, server } = await connected(options);
    server.script(json(status, {}, { 'retry-after': '7' }));
    expect((await failureOf(client.sendReply(reply))).retryAfterMs).toBe(7_000);
    expect(server.calls).toHaveLength(1);
  });

  it('is absent when GPTBots did not ask', async () => {
    const { client, server } = await connected({ maxRetries: 0 });
    server.script(json(429, {}));
    expect(await failureOf(client.sendReply(reply))).not.toHaveProperty('retryAfterMs');
  });
});

describe('X-RateLimit-Reset', () => {
  const asked = (status: number, headers: Record<string, string>) => askedWaitMs(status, new Headers(headers));
  const inSeconds = (seconds: number) => String(now / 1000 + seconds);

  beforeEach(() => {
    vi.spyOn(Date, 'now').mockReturnValue(now);
  });

  it.each([
    [inSeconds(30), 30_000],
    [inSeconds(0.5), 500],
    [inSeconds(-30), 0],
    [String(now + 30_000), 30_000],
    [inSeconds(1e7), day],
    ['9'.repeat(400), day],
  ])('of a 429 without Retry-After is the time to wait until: %s is %i ms', (value, ms) => {
    expect(asked(429, { 'x-ratelimit-reset': value })).toBe(ms);
  });

  it.each(['', '60', '-1', 'soon', 'NaN', '0'])('that is no time is none: %j', (value) => {
    expect(asked(429, { 'x-ratelimit-reset': value })).toBeUndefined();
  });

  it('counts only for a 429, and only without a Retry-After that can be read', () => {
    expect(asked(503, { 'x-ratelimit-reset': inSeconds(30) })).toBeUndefined();
    expect(asked(200, { 'x-ratelimit-reset': inSeconds(30) })).toBeUndefined();
    expect(asked(429, { 'x-ratelimit-reset': inSeconds(30), 'retry-after': '2' })).toBe(2_000);
    expect(asked(429, { 'x-ratelimit-reset': inSeconds(30), 'retry-after': 'soon' })).toBe(30_000);
  });
});

describe('a rate limit', () => {
  it.each<[string, () => Record<string, string | string[]>]>([
    ['Retry-After sent twice', () => ({ 'retry-after': ['1', '1'] })],
    ['X-RateLimit-Reset', () => ({ 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 1) })],
  ])('is waited for before the next attempt: %s', async (_name, headers) => {
    const server = await startServer();
    const waits: unknown[] = [];
    const logger = { warn: (_message: string, fields: unknown) => waits.push(fields) };
    server.script(json(429, {}, headers()));
    await new GptBotsHumanClient({ apiKey, baseUrl: server.url, logger }).sendReply(reply);
    expect(server.calls).toHaveLength(2);
    expect(waits).toEqual([expect.objectContaining({ pauseMs: expect.toSatisfy((ms: number) => ms >= 900) })]);
  });

  it('that ends beyond the deadline is told, and not waited for', async () => {
    const { client, server } = await connected();
    server.otherwise(json(429, {}, { 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3_600) }));
    const error = await failureOf(client.sendReply(reply));
    expect(error.attempts).toHaveLength(1);
    expect(error.retryAfterMs).toBeGreaterThan(3_000_000);
  });
});
