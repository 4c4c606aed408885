import { GptBotsHumanClient } from 'gptbots-human';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answering, breaking, failure } from './failures.ts';
import { chatRequest, webhookWith } from './requests.ts';

const never = () => new Promise<never>(() => {});

/** How long a promise takes to settle on a clock that only moves here, in whole seconds; up to `limit`. */
async function secondsUntilSettled(promise: Promise<unknown>, limit: number): Promise<number> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  for (let seconds = 0; seconds <= limit; seconds++) {
    await vi.advanceTimersByTimeAsync(seconds === 0 ? 0 : 1_000);
    if (settled) return seconds;
  }
  throw new Error(`not settled within ${limit} s`);
}

describe('the defaults the README names', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  it('timeoutMs of the webhook: 10 s', async () => {
    vi.useFakeTimers();
    const reply = webhookWith({ chat: never }).handle(chatRequest());
    expect(await secondsUntilSettled(reply, 60)).toBe(10);
    expect((await reply).status).toBe(504);
  });

  it('bodyTimeoutMs: 10 s', async () => {
    vi.useFakeTimers();
    const endless = { method: 'POST', body: new ReadableStream({ pull: never }), duplex: 'half' };
    const response = webhookWith().fetch(new Request('http://localhost/chat', endless));
    expect(await secondsUntilSettled(response, 60)).toBe(10);
    expect((await response).status).toBe(408);
  });

  it('maxBodyBytes: 1 MiB', async () => {
    const ofSize = (bytes: number) => {
      const body = JSON.stringify(chatRequest({ body: '' }).body);
      return { ...chatRequest(), body: body.replace('"body":""', `"body":"${'x'.repeat(bytes - body.length)}"`) };
    };
    expect((await webhookWith().handle(ofSize(1024 * 1024))).status).toBe(200);
    expect((await webhookWith().handle(ofSize(1024 * 1024 + 1))).status).toBe(413);
  });

  it('dedupe: a day', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const chat = vi.fn();
    const webhook = webhookWith({ chat });
    for (const [hours, calls] of [
      [0, 1],
      [23, 1],
      [24, 2],
    ] as const) {
      vi.advanceTimersByTime(hours * 3_600_000 - performance.now());
      await webhook.handle(chatRequest());
      expect(chat, `after ${hours} h`).toHaveBeenCalledTimes(calls);
    }
  });

  it('dedupe: 10,000 requests', async () => {
    const chat = vi.fn();
    const webhook = webhookWith({ chat });
    for (let timestamp = 1; timestamp <= 10_001; timestamp++) await webhook.handle(chatRequest({ timestamp }));
    await webhook.handle(chatRequest({ timestamp: 2 }));
    expect(chat, 'the second of 10,001 is remembered').toHaveBeenCalledTimes(10_001);
    await webhook.handle(chatRequest({ timestamp: 1 }));
    expect(chat, 'the first of 10,001 is forgotten').toHaveBeenCalledTimes(10_002);
  });

  it('timeoutMs of the client: 15 s an attempt', async () => {
    vi.useFakeTimers();
    const client = new GptBotsHumanClient({ apiKey: 'key', fetch: never });
    const call = client.sendReply({ conversation_id: 'c1', body: 'hello' });
    expect(await secondsUntilSettled(call, 120)).toBe(15);
    await expect(call).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('deadlineMs: 60 s in all', async () => {
    vi.useFakeTimers();
    const client = new GptBotsHumanClient({ apiKey: 'key', fetch: never, timeoutMs: 600_000 });
    const call = client.sendReply({ conversation_id: 'c1', body: 'hello' });
    expect(await secondsUntilSettled(call, 120)).toBe(60);
    await expect(call).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('maxRetries: 2', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    expect((await failure(breaking('ECONNREFUSED'))).attempts).toHaveLength(3);
  });

  it('a Retry-After beyond deadlineMs is not waited for', async () => {
    const { attempts, retryAfterMs } = await failure(answering(429, {}, { 'retry-after': '61' }));
    expect({ attempts: attempts.length, retryAfterMs }).toEqual({ attempts: 1, retryAfterMs: 61_000 });
  });

  it.each([
    [{}, {}, 'https://api.gptbots.ai'],
    [{}, { GPTBOTS_BASE_URL: 'https://api.gptbots.cn' }, 'https://api.gptbots.cn'],
    [{ region: 'th' }, { GPTBOTS_BASE_URL: 'https://api.gptbots.cn' }, 'https://api-th.gptbots.ai'],
    [{ baseUrl: 'https://own.example' }, {}, 'https://own.example'],
  ])('with the options %o and the environment %o, the client calls %s', async (options, env, host) => {
    vi.stubEnv('GPTBOTS_BASE_URL', undefined);
    vi.stubEnv('GPTBOTS_API_KEY', 'from-the-environment');
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => Response.json({}));
    await new GptBotsHumanClient({ ...options, fetch }).closeSession({ conversation_id: 'c1' });
    const [url, init] = fetch.mock.calls[0] ?? [];
    expect(url).toBe(`${host}/v1/human/close`);
    expect(new Headers(init?.headers).get('authorization')).toBe('Bearer from-the-environment');
  });
});
