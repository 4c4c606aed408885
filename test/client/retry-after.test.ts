import { beforeEach, describe, expect, it, vi } from 'vitest';
import { retryAfterMs } from '../../src/client/asked-wait.ts';
import { json } from '../helpers/api-server.ts';
import { connected, failureOf, reply } from './support/client.ts';

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
  ])('%j is %i ms', (value, ms) => {
    expect(read(value)).toBe(ms);
  });

  it.each([undefined, '', ' ', 'soon', 'NaN', 'Infinity'])('%j is none', (value) => {
    expect(read(value)).toBeUndefined();
  });
});

describe('retryAfterMs of an error', () => {
  it.each([429, 503])(
    'is what GPTBots asked for when that is past the deadline, without waiting for it: %i',
    async (status) => {
      const { client, server } = await connected({ deadlineMs: 10_000 });
      server.otherwise(json(status, { message: 'busy' }, { 'retry-after': '120' }));
      const started = performance.now();
      const error = await failureOf(client.sendReply(reply));

      expect(error).toMatchObject({ kind: 'http', delivery: 'rejected', status, retryAfterMs: 120_000 });
      expect(error.attempts).toHaveLength(1);
      expect(server.calls).toHaveLength(1);
      expect(performance.now() - started, 'it must not wait for the deadline').toBeLessThan(5_000);
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
