import type { IncomingMessage, ServerResponse } from 'node:http';
import { createPlatform, manualClock, type WebhookTarget } from 'gptbots-human/testing';
import { platformHandlers } from 'gptbots-human/testing/msw';
import { describe, expect, it } from 'vitest';
import { serve } from '../../helpers/serve.ts';
import { secret, setUp } from './set-up.ts';

const megabyte = 1_048_576;

describe('an answer to a webhook that is too large', () => {
  const endless = (_req: IncomingMessage, res: ServerResponse) => {
    const write = () => {
      while (!res.destroyed && res.write('x'.repeat(65_536)));
    };
    res.on('drain', write);
    write();
  };

  it.each<[string, () => Promise<WebhookTarget>]>([
    ['by a server that streams for ever', async () => `http://127.0.0.1:${await serve(endless)}`],
    ['by a fetch handler', async () => () => new Response('x'.repeat(megabyte + 1))],
    [
      'by handle()',
      async () => ({ handle: async () => ({ status: 200, headers: {}, body: 'x'.repeat(megabyte + 1) }) }),
    ],
  ])('is not read to its end: %s', async (_how, target) => {
    const { platform } = setUp();
    platform.connect(await target());
    expect((await platform.visitor()).status).toBe('busy');
    expect(platform.calls[0]).toMatchObject({
      answer: undefined,
      failure: expect.stringContaining(`more than ${megabyte}`),
    });
  });
});

describe('maxCallsBytes', () => {
  const inRecords = (platform: {
    calls: readonly { request: { body: Uint8Array }; answer: { body: string } | undefined }[];
  }) => platform.calls.reduce((sum, { request, answer }) => sum + request.body.length + (answer?.body.length ?? 0), 0);

  it('counts requests and answers, drops the oldest, and keeps the newest call whatever its size', async () => {
    const { platform } = setUp({ maxCallsBytes: 100_000 });
    platform.connect(() => new Response('x'.repeat(30_000)));
    const visitor = await platform.visitor();
    for (let i = 0; i < 10; i++) await visitor.say('y'.repeat(10_000));
    expect(inRecords(platform)).toSatisfy((bytes: number) => bytes > 50_000 && bytes <= 100_000);
    expect(platform.calls.at(-1)?.id).toBe(11);
    await visitor.say('z'.repeat(200_000));
    expect(platform.calls.map(({ id }) => id)).toEqual([12]);
    // What was dropped while it ran is not counted when it ends.
    for (let i = 0; i < 3; i++) await visitor.say('y');
    expect(platform.calls.map(({ id }) => id)).toEqual([13, 14, 15]);
  });

  it('is a whole number of bytes', () => {
    for (const maxCallsBytes of [0, -1, 1.5, '5' as never]) {
      expect(() => createPlatform({ maxCallsBytes })).toThrow(expect.objectContaining({ kind: 'input' }));
    }
  });
});

it('an id of the API is recorded up to its 512th character', async () => {
  const { platform } = setUp();
  const body = JSON.stringify({ conversation_id: 'x'.repeat(100_000), timestamp: 1 });
  const headers = { authorization: 'Bearer k' };
  await platform.fetch('https://api.gptbots.ai/v1/human/close', { method: 'POST', headers, body });
  expect(platform.calls[0]?.conversationId).toHaveLength(512);
});

it('why there was no answer is recorded on one line, without the secret', async () => {
  const { platform } = setUp();
  platform.connect(() => Promise.reject(new Error(`\u001b[31mBearer ${secret}\r\n${'x'.repeat(1_000_000)}`)));
  await platform.visitor();
  const failure = platform.calls[0]?.failure ?? '';
  expect(failure).not.toMatch(/\p{Cc}/u);
  expect(failure).not.toContain(secret);
  expect(failure.length).toBeLessThan(400);
});

describe('wrong arguments are named', () => {
  const input = expect.objectContaining({ kind: 'input' });

  it.each<[string, unknown]>([
    ['a number', 100],
    ['null', null],
    ['a text as time', { timeoutMs: '100' }],
    ['a negative time', { timeoutMs: -1 }],
    ['an endless time', { timeoutMs: Number.POSITIVE_INFINITY }],
  ])('nextReply: %s', async (_what, options) => {
    const { platform } = setUp();
    const visitor = await platform.visitor();
    await expect(visitor.nextReply(options as never)).rejects.toThrow(input);
  });

  it.each<[string, unknown]>([
    ['a number', 42],
    ['nothing', undefined],
    ['an object', {}],
  ])('say: %s is not sent, and the record says why', async (_what, text) => {
    const { platform, heard } = setUp();
    const visitor = await platform.visitor();
    expect(await visitor.say(text as never)).toEqual({ delivered: false, status: undefined });
    expect(platform.calls.at(-1)).toMatchObject({
      name: 'chat',
      failure: expect.stringContaining('say: expected text'),
    });
    expect(heard.map(({ route }) => route)).toEqual(['establish']);
  });

  it('visitor: an option that is misspelt, or none at all', async () => {
    const { platform } = setUp();
    for (const options of [{ transcirpt: [] }, 'bob', null, { fields: 'x' }]) {
      await expect(platform.visitor(options as never)).rejects.toThrow(input);
    }
    expect(platform.calls).toEqual([]);
  });

  it('elsewhere', async () => {
    const { platform } = setUp();
    expect(() => platform.subscribe('x' as never)).toThrow(input);
    expect(() => platform.connect(() => new Response(), null as never)).toThrow(input);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(() => platform.connect(proxy as never)).toThrow(input);
    expect(() => platform.faults.api(5n as never)).toThrow(input);
    expect(() => manualClock(Number.NaN)).toThrow(input);
    expect(() => platformHandlers(platform, { baseUrl: 'nonsense' })).toThrow(input);
    await expect(platform.listen(0, 5 as never)).rejects.toThrow(input);
  });
});
