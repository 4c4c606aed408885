import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createHumanWebhook, GptBotsHumanClient } from 'gptbots-human';
import { checkWebhook, manualClock } from 'gptbots-human/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { secret, setUp } from './set-up.ts';

describe("under vitest's fake timers", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('nextReply says when nothing came', async () => {
    const { platform } = setUp();
    const visitor = await platform.visitor();
    await expect(visitor.nextReply({ timeoutMs: 20 })).rejects.toThrow('nothing came within 20 ms');
  });

  it.each(['handle', 'fetch'] as const)('a reply sent after the answer of webhook.%s arrives', async (face) => {
    const { platform } = setUp({ clock: manualClock() });
    const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch });
    const webhook = createHumanWebhook({
      secret,
      logger: {},
      establish: ({ conversation_id }, ctx) =>
        ctx.waitUntil(() => client.sendReply({ conversation_id, body: 'hello' })),
      chat() {},
      close() {},
    });
    platform.connect(face === 'fetch' ? webhook.fetch : webhook);
    const visitor = await platform.visitor();
    expect(await visitor.nextReply()).toMatchObject({ body: 'hello' });
  });

  it('manualClock moves the platform to its timeout', async () => {
    const clock = manualClock();
    const { platform } = setUp({ clock });
    const visitor = await platform.visitor();
    await clock.advance(60_000);
    expect(visitor.endReason).toBe('TIMEOUT');
  });

  it('a platform without a clock of its own goes by the fake time', async () => {
    const { platform } = setUp();
    const visitor = await platform.visitor();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(visitor.endReason).toBe('TIMEOUT');
  });

  it('a webhook drains', async () => {
    const { platform, webhook } = setUp();
    await platform.visitor();
    await webhook.drain();
    expect((await platform.visitor()).status).toBe('busy');
  });

  it('the platform measures how long a webhook took', async () => {
    const { platform } = setUp();
    await platform.visitor();
    expect(platform.calls[0]?.durationMs).toBeGreaterThan(0);
  });

  it('checkWebhook gives up on what never answers', async () => {
    const report = await checkWebhook(() => new Promise(() => {}), { timeoutMs: 200 });
    expect(report.ok).toBe(false);
    expect(report.cases[0]?.got).toMatch(/^no answer within \d+ ms$/);
  });
});

it("goes on under sinon's fake timers, which replace nextTick and queueMicrotask too", async () => {
  const script = join(import.meta.dirname, 'under-sinon.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], { timeout: 300_000 });
  expect(JSON.parse(stdout)).toEqual({
    greeting: 'hello',
    nothing: expect.stringContaining('nothing came within 20 ms'),
    byManualClock: 'TIMEOUT',
    byFakeTime: 'TIMEOUT',
    durationMs: expect.toSatisfy((ms: number) => ms > 0),
    got: expect.stringMatching(/^no answer within \d+ ms$/),
  });
});
