import { describe, expect, it } from 'vitest';
import { payload } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { testWebhook } from '../helpers/test-webhook.ts';

const { conversation_id } = payload('chat');

describe('what the log hears', () => {
  it('of an answer: what onHandled hears', async () => {
    const { webhook, logged, handled } = testWebhook();
    await post(webhook);
    expect(logged).toEqual([{ level: 'debug', message: 'gptbots-human answered', fields: handled[0] }]);
  });

  it('of a handler that failed: where, and never the words', async () => {
    const { webhook, logged } = testWebhook({ chat: () => Promise.reject(new TypeError('hunter2\n    at hunter2')) });
    await post(webhook);
    expect(logged.map(({ level }) => level)).toEqual(['error', 'debug']);
    expect(logged[0]?.fields).toEqual({
      route: 'chat',
      conversation_id,
      error: 'TypeError',
      at: expect.stringMatching(/^at .*reports\.test\.ts:\d+/),
    });
  });

  it('of a refusal: a warning, without a count as long as nothing was left out', async () => {
    const { webhook, logged } = testWebhook();
    for (let count = 0; count < 10; count++) await post(webhook, 'chat', { body: '' });
    expect(logged.map(({ level }) => level)).toEqual(Array(10).fill('warn'));
    for (const { fields } of logged) expect(fields).not.toHaveProperty('leftOut');
    const [first, ...others] = logged.map(({ message }) => message);
    expect(first).toBe('gptbots-human answered');
    expect(new Set(others.slice(0, -1))).toEqual(new Set([first]));
    expect(others.at(-1), 'that the next ones are left out').toMatch(/not logged/);
  });

  it('of a shutdown: no warning, as nobody has to act', async () => {
    const { webhook, logged } = testWebhook();
    await webhook.drain();
    await post(webhook);
    expect(logged).toMatchObject([{ level: 'debug', fields: { status: 503 } }]);
  });

  it('of a line that is full, or too slow: a warning, as somebody has to', async () => {
    let finish = () => {};
    const chat = () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      });
    const { webhook, logged, handled } = testWebhook({ chat, maxQueued: 1, queueTimeoutMs: 30 });
    const all = [1, 2, 3].map((timestamp) => post(webhook, 'chat', { fields: { timestamp } }));
    await expect.poll(() => handled).toHaveLength(2);
    finish();
    await Promise.all(all);
    expect(logged.map(({ level, fields }) => `${level} ${fields?.status} ${fields?.answer}`)).toEqual([
      expect.stringMatching(/^warn 503 .*Too many/),
      expect.stringMatching(/^warn 503 .*took longer/),
      expect.stringMatching(/^debug 200/),
    ]);
  });
});

describe('with a part of the hooks', () => {
  it('onHandled hears without a logger for it', async () => {
    const { webhook, handled } = testWebhook({ logger: {} });
    await post(webhook);
    expect(handled).toHaveLength(1);
  });

  it('the logger hears without onHandled', async () => {
    const { webhook, logged } = testWebhook({ onHandled: undefined });
    await post(webhook);
    expect(logged).toHaveLength(1);
  });

  it('a warning is heard with nothing else', async () => {
    const warned: string[] = [];
    const { webhook } = testWebhook({ onHandled: undefined, logger: { warn: (message) => warned.push(message) } });
    await post(webhook);
    await post(webhook, 'chat', { body: '' });
    expect(warned).toHaveLength(1);
  });
});

it('verify that takes too long is named without a conversation, which is not known yet', async () => {
  const { webhook, errors } = testWebhook({ timeoutMs: 10, verify: () => new Promise(() => {}) });
  await post(webhook);
  expect(errors).toMatchObject([{ message: expect.stringMatching(/^The chat verify\S* took longer than 10 ms/) }]);
});
