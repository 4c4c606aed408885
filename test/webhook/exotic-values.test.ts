import fc from 'fast-check';
import {
  createHumanWebhook,
  decline,
  type HumanWebhookOptions,
  type WebhookContext,
  type WebhookHandler,
} from 'gptbots-human';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exotic } from '../helpers/exotic.ts';
import { payloadText } from '../helpers/payloads.ts';
import { secret } from '../helpers/test-webhook.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
});

type Way = (value: unknown) => unknown;

// What the developer's code does with a value.
const ways: Record<string, Way> = {
  throws: (value) => {
    throw value;
  },
  rejects: (value) => Promise.reject(value),
  returns: (value) => value,
  'resolves to': async (value) => value,
  declines: (value) => decline(value as string),
  'declines later': async (value) => decline(value as string),
};

/** A webhook whose every part does this with a value; sends it one request on each route. */
async function sendThrough(way: Way, value: unknown, parts: string[]) {
  const does = (part: string) => (parts.includes(part) ? () => way(value) : undefined);
  const hook = (part: string) => does(part) ?? (() => {});
  const heard: unknown[] = [];
  const handler = ((_request: unknown, ctx: WebhookContext) => {
    ctx.waitUntil(hook('work'));
    ctx.waitUntil(way === ways.returns ? (value as Promise<unknown>) : Promise.resolve());
    return hook('handler')();
    // What JavaScript may do.
  }) as WebhookHandler<unknown>;
  const logs = hook('logger');
  const webhook = createHumanWebhook({
    secret,
    establish: handler,
    chat: handler,
    close: handler,
    timeoutMs: 2_000,
    verify: (parts.includes('verify') ? hook('verify') : () => true) as HumanWebhookOptions['verify'],
    onError: (error) => {
      heard.push(error);
      return hook('onError')();
    },
    onHandled: hook('onHandled'),
    waitUntil: hook('host'),
    logger: { debug: logs, info: logs, warn: logs, error: logs },
  });
  const answer = await webhook.handle({
    method: 'POST',
    url: '/chat',
    headers: { authorization: `Bearer ${secret}` },
    body: payloadText('chat'),
  });
  await webhook.drain({ timeoutMs: 5_000 });
  // A rejection nobody took reaches the process in the next turn of the event loop.
  await new Promise(setImmediate);
  return { answer, heard };
}

describe('whatever the developer’s code throws, returns or declines with', () => {
  it.each(Object.entries(ways))('when it %s, the request is answered and nothing is left over', async (_name, way) => {
    const parts = fc.subarray(['verify', 'handler', 'work', 'onError', 'onHandled', 'logger', 'host']);
    await fc.assert(
      fc.asyncProperty(exotic, parts, async ({ make }, doing) => {
        unhandled.length = 0;
        const { answer } = await sendThrough(way, make(), doing);
        expect(answer.status, answer.body).toBeOneOf([200, 401, 500, 503]);
        expect(JSON.parse(answer.body)).toMatchObject({ message: expect.any(String) });
        expect(unhandled, 'expected no rejection that nobody took').toHaveLength(0);
      }),
      { numRuns: 60 },
    );
  });

  it('when a handler throws it, the answer is 500, and onError gets the very thing', async () => {
    await fc.assert(
      fc.asyncProperty(exotic, async ({ make }) => {
        const value = make();
        const { answer, heard } = await sendThrough(ways.throws as Way, value, ['handler']);
        expect(answer.status).toBe(500);
        expect(heard.some((one) => Object.is(one, value))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('when verify fails with it, that is no pass', async () => {
    await fc.assert(
      fc.asyncProperty(
        exotic,
        fc.constantFrom('throws', 'rejects', 'returns', 'resolves to'),
        async ({ make }, name) => {
          const value = make();
          const { answer } = await sendThrough(ways[name] as Way, value, ['verify']);
          const isPass = value === true && name !== 'throws' && name !== 'rejects';
          expect(answer.status).toBeOneOf(isPass ? [200] : [401, 500]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([
    [10n, '10'],
    [7, '7'],
    [new Error('hunter2'), 'Declined.'],
    [Symbol('hunter2'), 'Declined.'],
    [{ message: 'hunter2' }, 'Declined.'],
  ])('a decline with %s says so as text, or that it is one', async (reason, message) => {
    const { answer } = await sendThrough(ways.declines as Way, reason, ['handler']);
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toEqual({ code: 503, message });
  });
});
