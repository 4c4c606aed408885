import { beforeEach, describe, expect, it, vi } from 'vitest';
import { json, ok } from '../helpers/api-server.ts';
import { connected, failingWith, failureOf, reply } from './support/client.ts';
import { nodeError } from './support/network-errors.ts';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

describe('an abort in a pause', () => {
  it.each([
    ['a refused connection', nodeError('ECONNREFUSED'), 'not_sent', 'connection'],
    ['a reset', nodeError('ECONNRESET', 'read ECONNRESET'), 'unknown', 'connection'],
  ])('after %s ends it at once: aborted, %s', async (_name, failure, delivery, outcome) => {
    // The first four pauses take no time, the fifth 8 s.
    const random = vi.spyOn(Math, 'random').mockReturnValue(0);
    const controller = new AbortController();
    const warn = vi.fn(() => {
      if (warn.mock.calls.length === 4) random.mockReturnValue(0.999);
      if (warn.mock.calls.length === 5) setImmediate(() => controller.abort());
    });
    const { client, calls } = failingWith(failure, { retry: 'at-least-once', maxRetries: 9, logger: { warn } });
    const started = performance.now();
    const error = await failureOf(client.sendReply(reply, { signal: controller.signal }));
    expect(error).toMatchObject({ kind: 'aborted', delivery });
    expect(error.attempts.map((attempt) => attempt.outcome)).toEqual(Array(5).fill(outcome));
    expect(calls()).toBe(5);
    expect(performance.now() - started, 'it must not sit the pause out').toBeLessThan(6_000);
  });

  it('after an answer keeps what GPTBots said', async () => {
    const controller = new AbortController();
    const { client, server } = await connected({ logger: { warn: () => controller.abort() } });
    server.otherwise(json(429, { code: 42900, message: 'busy' }, { 'retry-after': '30' }));
    const error = await failureOf(client.sendReply(reply, { signal: controller.signal }));
    expect(error).toMatchObject({
      kind: 'aborted',
      delivery: 'rejected',
      status: 429,
      code: 42900,
      apiMessage: 'busy',
      retryAfterMs: 30_000,
      attempts: [{ outcome: 'api', status: 429 }],
    });
    expect(error.message, 'GPTBots said it, not the caller').toContain(
      'failed: the caller aborted it after GPTBots answered HTTP 429, code 42900: busy.',
    );
    expect(server.calls).toHaveLength(1);
  });

  it('stays unknown when an earlier attempt was', async () => {
    const controller = new AbortController();
    let pauses = 0;
    const warn = () => void (++pauses === 2 && controller.abort());
    const { client, server } = await connected({ retry: 'at-least-once', logger: { warn } });
    server.script(json(500, {}), json(429, {}));
    const error = await failureOf(client.sendReply(reply, { signal: controller.signal }));
    expect(error).toMatchObject({ kind: 'aborted', delivery: 'unknown', attempts: [{ status: 500 }, { status: 429 }] });
  });

  it('lets the next call of the conversation through', async () => {
    const controller = new AbortController();
    const { client, server } = await connected({ logger: { warn: () => controller.abort() } });
    server.script(json(429, {}, { 'retry-after': '30' }), ok());
    const [error] = await Promise.all([
      failureOf(client.sendReply({ ...reply, body: '1' }, { signal: controller.signal })),
      client.sendReply({ ...reply, body: '2' }),
    ]);
    expect(error.kind).toBe('aborted');
    expect(server.calls.map(({ json }) => json.body)).toEqual(['1', '2']);
  });
});
