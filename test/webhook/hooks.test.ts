import type { HumanWebhookOptions, Logger } from 'gptbots-human';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { payload } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';

const thrown = () => {
  throw new Error('the hook itself');
};
const rejected = () => Promise.reject(new Error('the hook itself'));
const brokenLogger = (hook: () => unknown): Logger => ({ debug: hook, info: hook, warn: hook, error: hook });

describe('a hook that fails breaks nothing', () => {
  it.each<[string, Partial<HumanWebhookOptions>]>([
    ['onHandled throws', { onHandled: thrown }],
    ['onHandled rejects', { onHandled: rejected }],
    ['onError throws', { onError: thrown }],
    ['onError rejects', { onError: rejected }],
    ['the logger throws', { logger: brokenLogger(thrown) }],
    ['the logger rejects', { logger: brokenLogger(rejected) }],
    ['the logger has no methods', { logger: {} }],
  ])('when %s', async (_case, hooks) => {
    const { webhook } = testWebhook({
      ...hooks,
      timeoutMs: 20,
      chat: () => Promise.reject(new Error('no')),
      close: (_request, { waitUntil }) => {
        waitUntil(Promise.reject(new Error('later')));
        return new Promise(() => {});
      },
    });
    expectAnswer(await post(webhook, 'establish'), 200);
    expectAnswer(await post(webhook, 'establish'), 200);
    expectAnswer(await post(webhook, 'establish', { body: '' }), 400);
    expectAnswer(await post(webhook, 'establish', { headers: {} }), 401);
    expectAnswer(await post(webhook, 'chat'), 500);
    expectAnswer(await post(webhook, 'close'), 504);
    await webhook.drain();
  });
});

describe('onHandled', () => {
  it('hears how long it took', async () => {
    const { webhook, handled } = testWebhook({ chat: () => new Promise((resolve) => setTimeout(resolve, 30)) });
    const start = performance.now();
    await post(webhook);
    expect(handled[0]?.durationMs).toBeGreaterThanOrEqual(29);
    expect(handled[0]?.durationMs).toBeLessThanOrEqual(performance.now() - start);
  });

  it('hears of a refused request as much as is known of it', async () => {
    const { webhook, handled } = testWebhook();
    await post(webhook, 'close', { method: 'GET' });
    await post(webhook, 'chat', { body: '' });
    await post(webhook, 'establish');
    const { conversation_id } = payload('establish');
    expect(handled).toMatchObject([
      { route: 'close', status: 405, conversation_id: undefined, duplicate: false },
      { route: 'chat', status: 400, conversation_id: undefined, duplicate: false },
      { route: 'establish', status: 200, conversation_id, duplicate: false },
    ]);
  });

  it('hears nothing of a path that is no route', async () => {
    const { webhook, handled } = testWebhook();
    expectAnswer(await post(webhook, 'chat', { url: '/nowhere' }), 404);
    expect(handled).toEqual([]);
  });
});

describe('onError', () => {
  it('hears of which request it was', async () => {
    const heard: unknown[] = [];
    const error = new Error('no');
    const { webhook } = testWebhook({
      onError: (...call) => heard.push(call),
      chat: () => Promise.reject(error),
    });
    await post(webhook);
    expect(heard).toEqual([[error, { route: 'chat', conversation_id: payload('chat').conversation_id }]]);
  });

  it('hears nothing of requests that were refused for their form', async () => {
    const { webhook, errors } = testWebhook();
    await post(webhook, 'chat', { body: 'malformed' });
    await post(webhook, 'chat', { headers: {} });
    await post(webhook, 'chat', { method: 'PUT' });
    expect(errors).toEqual([]);
  });
});

describe('the logger', () => {
  it('never hears a secret, a text or an address', async () => {
    const { webhook, logged } = testWebhook({
      timeoutMs: 20,
      maxBodyBytes: 10_000,
      chat: ({ body }) => Promise.reject(new Error(body)),
      close: () => new Promise(() => {}),
    });
    const text = 'my card is 4111';
    const address = 'eve@example.com';
    const url = `/${secret}/conversation/establish?token=${secret}`;
    const fields = { email: address, body: [{ text, message_type: 'QUESTION' }], user_info: { email: address } };
    await post(webhook, 'establish', { url, headers: {}, fields });
    await post(webhook, 'establish', { url, headers: {}, fields });
    await post(webhook, 'establish', { url, headers: {}, fields: { ...fields, timestamp: text, bot_id: [address] } });
    await post(webhook, 'establish', { url, headers: {}, body: `${text} ${address}` });
    await post(webhook, 'chat', { fields: { body: text } });
    await post(webhook, 'chat', { fields: { body: text.repeat(1000) } });
    await post(webhook, 'close', { fields: { type: text } });
    await post(webhook, 'chat', { headers: { authorization: `Bearer ${secret}x` } });
    expect(logged, 'expected each of them to leave a line or two').not.toHaveLength(0);
    const lines = JSON.stringify(logged);
    for (const word of [text, address, secret]) expect(lines).not.toContain(word);
  });

  it('hears of a flood of refused requests ten times a minute for each kind, and how many there were', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { webhook, logged, handled } = testWebhook();
    const warnings = (status: number) =>
      logged.filter(({ level, fields }) => level === 'warn' && fields?.status === status);
    for (let i = 0; i < 1000; i++) await post(webhook, 'chat', { headers: {} });
    await post(webhook, 'chat', { body: '' });
    expect(warnings(401)).toHaveLength(10);
    expect(warnings(400), 'expected another kind to be heard all the same').toHaveLength(1);
    expect(handled, 'expected onHandled to hear of all').toHaveLength(1001);
    vi.advanceTimersByTime(60_000);
    for (let i = 0; i < 20; i++) await post(webhook, 'chat', { headers: {} });
    expect(warnings(401)).toHaveLength(20);
    expect(warnings(401).map(({ fields }) => fields?.leftOut ?? 0)).toEqual(
      Array.from({ length: 20 }, (_, index) => (index === 10 ? 990 : 0)),
    );
  });

  it('hears why a request was refused, as a warning', async () => {
    const { webhook, logged } = testWebhook();
    await post(webhook, 'chat', { fields: { timestamp: undefined } });
    const [warning] = logged.filter(({ level }) => level === 'warn');
    expect(warning?.fields).toMatchObject({ route: 'chat', status: 400 });
    expect(JSON.stringify(warning)).toContain('timestamp');
  });
});
