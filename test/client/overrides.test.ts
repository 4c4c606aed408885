import { beforeEach, describe, expect, it, vi } from 'vitest';
import { json, ok } from '../helpers/api-server.ts';
import { connected, failureOf, reply } from './support/client.ts';
import { silence } from './support/steps.ts';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

describe.each(['sendReply', 'closeSession'] as const)('options of one %s', (method) => {
  it('timeoutMs wins over the client’s', async () => {
    const { client, server } = await connected({ timeoutMs: 60_000 });
    server.otherwise(silence);
    const error = await failureOf(client[method](reply, { timeoutMs: 40 }));
    expect(error).toMatchObject({ kind: 'timeout', attempts: [{ outcome: 'timeout' }] });
  });

  it('deadlineMs wins over the client’s', async () => {
    const { client, server } = await connected({ deadlineMs: 60_000 });
    server.otherwise(silence);
    expect(await failureOf(client[method](reply, { deadlineMs: 40 }))).toMatchObject({ kind: 'timeout' });
  });

  it('retry wins over the client’s', async () => {
    const { client, server } = await connected({ retry: 'never' });
    server.otherwise(json(500, {}));
    await failureOf(client[method](reply));
    expect(server.calls).toHaveLength(1);
    await failureOf(client[method](reply, { retry: 'at-least-once' }));
    expect(server.calls).toHaveLength(4);
  });

  it('maxRetries wins over the client’s', async () => {
    const { client, server } = await connected({ maxRetries: 5 });
    server.otherwise(json(429, {}));
    await failureOf(client[method](reply, { maxRetries: 1 }));
    expect(server.calls).toHaveLength(2);
    await failureOf(client[method](reply, { maxRetries: 0 }));
    expect(server.calls).toHaveLength(3);
  });

  it('stay with that call', async () => {
    const { client, server } = await connected();
    server.script(json(429, {}), json(429, {}), ok());
    await failureOf(client[method](reply, { maxRetries: 0, headers: { 'x-once': '1' } }));
    await client[method](reply);
    expect(server.calls).toHaveLength(3);
    expect(server.calls[1]?.headers).not.toHaveProperty('x-once');
  });
});

describe('the defaults', () => {
  it('are safe retries, two at most', async () => {
    const { client, server } = await connected();
    server.script(json(500, {}));
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ attempts: [{ status: 500 }] });
    server.otherwise(json(429, {}));
    expect((await failureOf(client.sendReply(reply))).attempts).toHaveLength(3);
  });

  it('are 15 s for an attempt and 60 s for a call', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const { client } = await connected({ fetch: async () => new Response('{}') });
    await client.sendReply(reply);
    await client.sendReply(reply, { timeoutMs: 1_000_000 });
    const [ofAttempt, ofCall] = timers.mock.calls.map(([, delay = 0]) => delay).filter((delay) => delay > 10_000);
    expect(ofAttempt).toBe(15_000);
    expect(ofCall, 'what is left of the 60 s when the attempt begins').toBeGreaterThan(50_000);
    expect(ofCall).toBeLessThanOrEqual(60_000);
  });
});
