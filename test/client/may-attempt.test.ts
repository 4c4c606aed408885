import { beforeEach, describe, expect, it, vi } from 'vitest';
import { held, json, ok } from '../helpers/api-server.ts';
import { connected, failureOf, reply } from './support/client.ts';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

describe.each(['sendReply', 'closeSession'] as const)('mayAttempt of %s', (method) => {
  it('is asked before the only attempt, and lets it pass', async () => {
    const { client, server } = await connected();
    const mayAttempt = vi.fn(() => true);
    await client[method](reply, { mayAttempt });
    expect(mayAttempt).toHaveBeenCalledTimes(1);
    expect(server.calls).toHaveLength(1);
  });

  it('that says no sends nothing: kind aborted, not sent', async () => {
    const { client, server } = await connected();
    const error = await failureOf(client[method](reply, { mayAttempt: () => false }));
    expect(error).toMatchObject({ kind: 'aborted', delivery: 'not_sent', attempts: [], conversation_id: 'conv-1' });
    expect(error.message, 'nobody else has stopped it').toContain('failed: mayAttempt returned false.');
    expect(server.calls).toHaveLength(0);
  });

  it('is asked before each further attempt; the delivery speaks for those that were made', async () => {
    const { client, server } = await connected({ retry: 'at-least-once', maxRetries: 5 });
    server.otherwise(json(500, {}));
    const answers = [true, true, false];
    const mayAttempt = vi.fn(() => answers.shift() ?? true);
    const error = await failureOf(client[method](reply, { mayAttempt }));
    expect(error).toMatchObject({ kind: 'aborted', delivery: 'unknown' });
    expect(error.message).toContain('failed: mayAttempt returned false after GPTBots answered HTTP 500 (attempt 2).');
    expect(error.attempts).toHaveLength(2);
    expect(server.calls).toHaveLength(2);
    expect(mayAttempt).toHaveBeenCalledTimes(3);
  });

  it('is asked after the pause, not before it', async () => {
    const { client, server } = await connected();
    server.script(json(429, {}, { 'retry-after': '1' }));
    const asked: number[] = [];
    const begun = performance.now();
    await client[method](reply, { mayAttempt: () => asked.push(performance.now() - begun) > 0 });
    expect(asked).toHaveLength(2);
    expect(asked[1]).toBeGreaterThanOrEqual(990);
  });

  it('is asked when its turn has come, not while it waits in line', async () => {
    const { client, server } = await connected();
    const step = held(ok());
    server.script(step);
    const first = client[method](reply);
    await server.received(1);
    const mayAttempt = vi.fn(() => false);
    const second = failureOf(client[method](reply, { mayAttempt }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(mayAttempt).not.toHaveBeenCalled();
    step.release();
    await first;
    expect(await second).toMatchObject({ kind: 'aborted', delivery: 'not_sent' });
    expect(server.calls).toHaveLength(1);
    await client[method](reply);
    expect(server.calls, 'the line goes on').toHaveLength(2);
  });

  it('that is async is refused: nobody would wait for its no', async () => {
    const { client, server } = await connected();
    // Wrong on purpose.
    const mayAttempt = (async () => false) as unknown as () => boolean;
    const error = await failureOf(client[method](reply, { mayAttempt }));
    expect(error).toMatchObject({ kind: 'input', message: expect.stringContaining('got a promise') });
    expect(server.calls).toHaveLength(0);
  });

  it('is no option of the client, and has to be a function', async () => {
    const { client, server } = await connected();
    // Wrong on purpose.
    const wrong = { mayAttempt: true } as unknown as { mayAttempt: () => boolean };
    const error = await failureOf((async () => client[method](reply, wrong))());
    expect(error).toMatchObject({ kind: 'input', message: expect.stringContaining('mayAttempt') });
    expect(server.calls).toHaveLength(0);
  });
});
