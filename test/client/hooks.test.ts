import type { Attempt, Logger } from 'gptbots-human';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { json } from '../helpers/api-server.ts';
import { connected, failureOf, reply } from './support/client.ts';

// `as never` below: what plain JavaScript may pass although the types forbid it.

const busy = json(429, {});

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

describe('onAttempt', () => {
  it('hears of each attempt, the successful one included, and which call it belongs to', async () => {
    const onAttempt = vi.fn();
    const { client, server } = await connected({ onAttempt });
    server.script(busy);
    await client.sendReply(reply);
    await client.closeSession({ conversation_id: 'conv-2' });

    const attempt = (outcome: string, status: number) => ({
      startedAt: expect.any(Number),
      durationMs: expect.any(Number),
      outcome,
      status,
    });
    expect(onAttempt.mock.calls).toEqual([
      [attempt('http', 429), { operation: 'sendReply', conversation_id: 'conv-1' }],
      [attempt('success', 200), { operation: 'sendReply', conversation_id: 'conv-1' }],
      [attempt('success', 200), { operation: 'closeSession', conversation_id: 'conv-2' }],
    ]);
  });

  it('gets the same as error.attempts', async () => {
    const heard: Attempt[] = [];
    const { client, server } = await connected({ onAttempt: (attempt) => void heard.push(attempt) });
    server.script(busy, busy, json(404, {}));
    const { attempts } = await failureOf(client.sendReply(reply));
    expect(heard).toEqual(attempts);
    expect(heard.map(({ status }) => status)).toEqual([429, 429, 404]);
  });

  it('measures in milliseconds', async () => {
    const onAttempt = vi.fn();
    const { client, server } = await connected({ onAttempt });
    server.script({
      run: async (...exchange) => {
        await new Promise((resolve) => setTimeout(resolve, 60));
        await json(200, {}).run(...exchange);
      },
    });
    const before = Date.now();
    const start = performance.now();
    await client.sendReply(reply);
    const tookMs = performance.now() - start;
    const [attempt] = onAttempt.mock.calls[0] ?? [];
    expect(attempt.startedAt).toBeGreaterThanOrEqual(before);
    expect(attempt.startedAt).toBeLessThanOrEqual(Date.now());
    expect(attempt.durationMs).toBeGreaterThan(50);
    expect(attempt.durationMs).toBeLessThanOrEqual(tookMs);
  });

  it('has heard of an attempt before its retry starts', async () => {
    const order: string[] = [];
    const { client, server } = await connected({ onAttempt: ({ status }) => void order.push(`heard ${status}`) });
    const noting = (step: typeof busy): typeof busy => ({
      run: (...exchange) => {
        order.push('asked');
        return step.run(...exchange);
      },
    });
    server.script(noting(busy), noting(json(200, {})));
    await client.sendReply(reply);
    expect(order).toEqual(['asked', 'heard 429', 'asked', 'heard 200']);
  });

  it('hears nothing of a call that was never tried', async () => {
    const onAttempt = vi.fn();
    const { client } = await connected({ onAttempt });
    await failureOf(client.sendReply({ ...reply, body: '' }));
    await failureOf(client.sendReply(reply, { signal: AbortSignal.abort() }));
    expect(onAttempt).not.toHaveBeenCalled();
  });
});

describe('logger', () => {
  it('hears a warning before each retry', async () => {
    const warn = vi.fn();
    const { client, server } = await connected({ logger: { warn } });
    server.script(busy, json(503, { code: 50300 }, { 'retry-after': '0' }));
    await client.sendReply(reply);
    const call = { operation: 'sendReply', conversation_id: 'conv-1', pauseMs: 0 };
    expect(warn.mock.calls).toEqual([
      [expect.any(String), { ...call, kind: 'http' }],
      [expect.any(String), { ...call, kind: 'api' }],
    ]);
  });

  it('keeps its this', async () => {
    class Lines implements Logger {
      readonly #lines: string[] = [];
      warn(message: string): void {
        this.#lines.push(message);
      }
      count(): number {
        return this.#lines.length;
      }
    }
    const logger = new Lines();
    const { client, server } = await connected({ logger });
    server.script(busy);
    await client.sendReply(reply);
    expect(logger.count()).toBe(1);
  });
});

describe('a hook that fails changes nothing', () => {
  const failures: [string, () => unknown][] = [
    [
      'throws',
      () => {
        throw new Error('hook');
      },
    ],
    ['rejects', () => Promise.reject(new Error('hook'))],
    ['never settles', () => new Promise(() => {})],
  ];

  it.each(failures)('when it %s', async (_name, fail) => {
    // Not vi.fn: it would take the rejection, which is what is tested here.
    let heard = 0;
    const hook = () => {
      heard++;
      return fail();
    };
    const logger = { debug: hook, info: hook, warn: hook, error: hook };
    const { client, server } = await connected({ onAttempt: hook, logger });
    server.script(busy, json(200, { code: 0 }), busy, busy, busy);
    expect(await client.sendReply(reply)).toEqual({ code: 0 });
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'http', status: 429 });
    expect(server.calls).toHaveLength(5);
    expect(heard, 'for each attempt and each retry').toBe(5 + 3);
    // A rejection nobody took would reach the process in the next turn of the event loop, and fail this run.
    await new Promise(setImmediate);
  });

  it('when a method of the logger is no function', async () => {
    const { client, server } = await connected({ logger: { warn: true } as never });
    server.script(busy);
    expect(await client.sendReply(reply)).toMatchObject({ code: 0 });
  });
});
