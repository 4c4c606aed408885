import { createHumanWebhook, GptBotsHumanError, type HumanWebhookOptions } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { routes } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { testWebhook } from '../helpers/test-webhook.ts';

const right = { secret: 's3cret', establish() {}, chat() {}, close() {} };

describe('createHumanWebhook throws, naming the option', () => {
  it.each<[string, unknown[]]>([
    ['establish', [undefined, null, 'handler', {}]],
    ['chat', [undefined]],
    ['close', [undefined]],
    ['verify', [true, 'yes', {}]],
    ['basePath', ['gptbots', 'https://example.com/gptbots', '/gptbots?x', '/gptbots#x', 42, null]],
    ['timeoutMs', [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '10', null]],
    ['bodyTimeoutMs', [0, -1, Number.NaN, 2 ** 31, '10']],
    ['maxBodyBytes', [0, -1, 1.5, Number.NaN, '1mb', Number.POSITIVE_INFINITY]],
    ['ordered', ['yes', 1, null]],
    ['maxQueued', [0, -1, 1.5, '10', null]],
    ['queueTimeoutMs', [0, -1, Number.NaN, 2 ** 31, '10', null]],
    ['waitUntil', [true, {}, null]],
    ['dedupe', [true, null, 10, 'no', { ttlMs: 0 }, { ttlMs: 2 ** 31 }, { maxEntries: 0 }, { maxEntries: 1.5 }]],
    ['successCode', ['200', 1.5, Number.NaN, null]],
    ['onError', [true, 'log', {}]],
    ['onHandled', [true, {}]],
    ['logger', ['console', true, null]],
    ['secret', [undefined, '', 'abc\n', 'abc\r\n', ' abc', 'abc\t', '\uFEFFabc', ['right', 'abc\n']]],
  ])('%s', (name, wrongValues) => {
    for (const wrong of wrongValues) {
      const error = thrownBy({ ...right, [name]: wrong });
      const shown = `${name}: ${JSON.stringify(wrong)}`;
      expect(error, `expected ${shown} to be turned down`).toBeInstanceOf(GptBotsHumanError);
      expect(error, `expected the error to name the option of ${shown}`).toMatchObject({
        kind: 'input',
        delivery: 'not_sent',
        message: expect.stringMatching(new RegExp(`\\b${name}\\b`)),
      });
    }
  });

  it('each of several', () => {
    const error = thrownBy({ secret: 's3cret', establish() {}, timeoutMs: -1, ordered: 'no' });
    for (const name of ['chat', 'close', 'timeoutMs', 'ordered']) {
      expect(error).toHaveProperty('message', expect.stringContaining(name));
    }
  });

  it.each([undefined, null, 'options', 42, () => {}])('when the options are %j', (options) => {
    expect(thrownBy(options)).toMatchObject({ kind: 'input' });
  });

  it('white space around a secret, and which one it is', () => {
    const error = thrownBy({ ...right, secret: ['right', 'hunter2\n'] });
    expect(error).toHaveProperty('message', expect.stringMatching(/^secret\[1\]: .*white space/));
    expect(error).not.toHaveProperty('message', expect.stringContaining('hunter2'));
    expect(thrownBy({ ...right, secret: 'abc\n' })).toHaveProperty('message', expect.stringMatching(/^secret: /));
  });

  it('and never tells the secret', () => {
    expect(thrownBy({ ...right, secret: ['hunter2', ''], timeoutMs: 'hunter2' })).not.toHaveProperty(
      'message',
      expect.stringContaining('hunter2'),
    );
  });
});

describe('createHumanWebhook takes', () => {
  it.each<[string, Partial<HumanWebhookOptions>]>([
    ['no options but the required', {}],
    ['every option as undefined', { verify: undefined, basePath: undefined, timeoutMs: undefined, dedupe: undefined }],
    ['fractions of milliseconds', { timeoutMs: 0.5, bodyTimeoutMs: 10.5 }],
    ['the longest time there is', { timeoutMs: 2 ** 31 - 1, dedupe: { ttlMs: 2 ** 31 - 1 } }],
    ['a part of dedupe', { dedupe: { ttlMs: undefined, maxEntries: 1 } }],
    ['the console', { logger: console }],
  ])('%s', async (_case, options) => {
    const webhook = createHumanWebhook({ ...right, ...options });
    expectAnswer(await post(webhook, 'chat', { headers: { authorization: 'Bearer s3cret' } }), 200);
  });
});

describe('successCode', () => {
  it.each([0, 200, 20000, -1])('%i is the code of every success, and the status stays 200', async (successCode) => {
    const { webhook } = testWebhook({ successCode });
    for (const route of routes) {
      for (const answer of [await post(webhook, route), await post(webhook, route)]) {
        expect(answer.status).toBe(200);
        expect(JSON.parse(answer.text)).toEqual({ code: successCode, message: 'success' });
      }
    }
  });

  it('does not change the code of a failure', async () => {
    const { webhook } = testWebhook({ successCode: 0, chat: () => Promise.reject(new Error('no')) });
    expectAnswer(await post(webhook, 'chat'), 500);
    expectAnswer(await post(webhook, 'close', { body: '' }), 400);
  });
});

function thrownBy(options: unknown): unknown {
  try {
    // What a developer who writes JavaScript may pass.
    createHumanWebhook(options as HumanWebhookOptions);
  } catch (error) {
    return error;
  }
  return undefined;
}
