import { createHumanWebhook, GptBotsHumanClient, isGptBotsHumanError } from 'gptbots-human';
import { createPlatform, type Platform, type Visitor } from 'gptbots-human/testing';
import { platformHandlers } from 'gptbots-human/testing/msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ApiFault, apiFaults } from '../../../src/testing/faults.ts';
import { failureOf } from '../../client/support/client.ts';

// As in a user's own tests: one msw server, and the client with its own fetch, made before msw replaces that.
const client = new GptBotsHumanClient({ apiKey: 'test', baseUrl: 'https://api.gptbots.ai' });
const server = setupServer();
const nothing = () => {};
const webhook = createHumanWebhook({ secret: 'test', establish: nothing, chat: nothing, close: nothing });

let platform: Platform;
let visitor: Visitor;

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterAll(() => server.close());
beforeEach(async () => {
  // No pauses before retries.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  platform = createPlatform({ secret: 'test', apiKey: 'test' });
  platform.connect(webhook);
  server.use(...platformHandlers(platform));
  visitor = await platform.visitor();
});
afterEach(async () => {
  server.resetHandlers();
  await platform.close();
});

/** Replies to the visitor. */
function reply(body: string, by = client, options = {}) {
  return by.sendReply({ conversation_id: visitor.conversationId, body }, options);
}

function shown(): string[] {
  return visitor.replies.map((one) => one.body);
}

describe('the msw handlers of a platform', () => {
  it('bring what the client sends to the visitor, and the answer back', async () => {
    expect(await reply('Hello, this is Ann.')).toMatchObject({ code: 0 });
    expect(await visitor.nextReply()).toMatchObject({ body: 'Hello, this is Ann.' });
    await client.closeSession({ conversation_id: visitor.conversationId });
    expect(visitor).toMatchObject({ status: 'closed', endReason: 'CLOSED_BY_SERVICE' });
  });

  it('hand the request over as it was sent', async () => {
    await reply('你好 🙂');
    const { request } = platform.calls.at(-1) ?? {};
    expect(request?.headers.authorization).toBe('Bearer test');
    expect(new TextDecoder().decode(request?.body)).toContain('你好 🙂');
  });

  it.each(['sg', 'th', 'jp', 'new-one'])('answer for the region %s', async (region) => {
    await reply('hello', new GptBotsHumanClient({ apiKey: 'test', region }));
    expect(shown()).toEqual(['hello']);
  });

  it('answer for api.gptbots.cn', async () => {
    await reply('hello', new GptBotsHumanClient({ apiKey: 'test', baseUrl: 'https://api.gptbots.cn' }));
    expect(shown()).toEqual(['hello']);
  });

  it('leave every other address to the handlers of the user', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    for (const baseUrl of ['https://gptbots.ai', 'https://api.gptbots.ai.example.com', 'https://www.gptbots.ai']) {
      await failureOf(reply('hello', new GptBotsHumanClient({ apiKey: 'test', baseUrl }), { retry: 'never' }));
    }
    expect(platform.calls.filter(({ kind }) => kind === 'api')).toEqual([]);
  });

  it.each([
    ['an address', 'https://bots.example.com', 'https://bots.example.com'],
    ['an address with a slash at its end', 'https://bots.example.com/', 'https://bots.example.com'],
    ['an address with a port', 'http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['an address with a path', 'https://gateway.example.com/gptbots', 'https://gateway.example.com/gptbots'],
    ['several addresses', ['https://a.example.com', 'https://b.example.com'], 'https://b.example.com'],
  ])('answer for %s of the user’s own', async (_what, baseUrl, called) => {
    server.resetHandlers(...platformHandlers(platform, { baseUrl }));
    await reply('hello', new GptBotsHumanClient({ apiKey: 'test', baseUrl: called }));
    expect(shown()).toEqual(['hello']);
  });

  it('refuse a wrong key, an unknown conversation and one that is over, with their codes', async () => {
    const stranger = new GptBotsHumanClient({ apiKey: 'wrong', baseUrl: 'https://api.gptbots.ai' });
    expect(await failureOf(reply('hello', stranger))).toMatchObject({ status: 401, code: 40127, delivery: 'rejected' });
    const unknown = client.sendReply({ conversation_id: 'unknown', body: 'hello' });
    expect(await failureOf(unknown)).toMatchObject({ code: 40000, delivery: 'rejected' });
    await visitor.leave();
    expect(await failureOf(reply('hello'))).toMatchObject({ code: 40000, delivery: 'rejected' });
  });
});

// What the client says of each fault, and whether the visitor was shown the reply all the same. A connection that was
// refused and one that broke are the same to msw.
const outcomes: Record<ApiFault, { kind: string; delivery: string; shown: boolean } | 'sent'> = {
  refuse: { kind: 'connection', delivery: 'unknown', shown: false },
  'reset-before-accept': { kind: 'connection', delivery: 'unknown', shown: false },
  'reset-after-accept': { kind: 'connection', delivery: 'unknown', shown: true },
  'drop-before-accept': { kind: 'timeout', delivery: 'unknown', shown: false },
  'drop-after-accept': { kind: 'timeout', delivery: 'unknown', shown: true },
  delay: 'sent',
  'half-body': { kind: 'connection', delivery: 'unknown', shown: true },
  html: { kind: 'response', delivery: 'unknown', shown: true },
  empty: 'sent',
  'code-40000': { kind: 'api', delivery: 'rejected', shown: false },
  'error-object': { kind: 'api', delivery: 'rejected', shown: false },
  '400-error-object': { kind: 'api', delivery: 'rejected', shown: false },
  '401': { kind: 'api', delivery: 'rejected', shown: false },
  '429': { kind: 'http', delivery: 'rejected', shown: false },
  '429-retry-after-seconds': { kind: 'http', delivery: 'rejected', shown: false },
  '429-retry-after-date': { kind: 'http', delivery: 'rejected', shown: false },
  '429-rate-limit-reset': { kind: 'api', delivery: 'rejected', shown: false },
  '500': { kind: 'http', delivery: 'unknown', shown: false },
  '500-after-accept': { kind: 'http', delivery: 'unknown', shown: true },
  '502': { kind: 'http', delivery: 'unknown', shown: false },
  '503': { kind: 'http', delivery: 'unknown', shown: false },
  '503-retry-after-seconds': { kind: 'http', delivery: 'rejected', shown: false },
  redirect: { kind: 'http', delivery: 'rejected', shown: false },
};

describe('a fault that comes through msw', () => {
  it.each(apiFaults)('%s: the client says what is so', async (fault) => {
    platform.faults.api(fault);
    const isDrop = fault.startsWith('drop');
    const call = reply('hello', client, { retry: 'never', timeoutMs: isDrop ? 100 : 5_000 });
    const expected = outcomes[fault];
    if (expected === 'sent') {
      await call;
      expect(shown()).toEqual(['hello']);
      return;
    }
    const { kind, delivery } = await failureOf(call);
    expect({ kind, delivery, shown: shown().includes('hello') }).toEqual(expected);
    expect(platform.calls.at(-1)?.fault, 'the fault that was played').toBe(fault);
  });

  it('is over with the next call, which a retry reaches', async () => {
    platform.faults.api('429');
    await reply('hello');
    expect(shown()).toEqual(['hello']);
    expect(platform.calls.filter(({ kind }) => kind === 'api')).toHaveLength(2);
  });

  it('leaves a client that was told to try again at any price with the message twice', async () => {
    platform.faults.api('reset-after-accept');
    await reply('hello', client, { retry: 'at-least-once' });
    expect(shown()).toEqual(['hello', 'hello']);
  });

  it('is an error of this package to the client, with the key nowhere in it', async () => {
    platform.faults.api('reset-before-accept');
    const error = await failureOf(reply('hello', new GptBotsHumanClient({ apiKey: 'a-secret-key', region: 'sg' })));
    expect(isGptBotsHumanError(error)).toBe(true);
    expect(JSON.stringify(error)).not.toContain('a-secret-key');
  });
});
