import { afterEach, describe, expect, it, vi } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { deferred } from '../helpers/deferred.ts';
import { payload } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { testWebhook } from '../helpers/test-webhook.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('a repeat', () => {
  it('gets the same answer as the first, to the letter', async () => {
    const { webhook } = testWebhook({ successCode: 0 });
    const first = await post(webhook);
    expect(await post(webhook)).toEqual(first);
  });

  it('is one however its JSON is written', async () => {
    const { webhook, runs } = testWebhook();
    const sample = payload('establish', { one: 1, other: { x: [1, 2], y: null } });
    await post(webhook, 'establish', { body: sample });
    for (const body of [
      JSON.stringify(sample, null, 2),
      JSON.stringify(Object.fromEntries(Object.entries(sample).reverse())),
      Buffer.from(JSON.stringify({ ...sample, timestamp: String(sample.timestamp) })),
      JSON.stringify({ ...sample, other: { y: null, x: [1, 2] } }),
    ]) {
      expectAnswer(await post(webhook, 'establish', { body }), 200);
      expect(runs, `expected ${body} to be a repeat`).toHaveLength(1);
    }
  });

  it.each([
    ['the timestamp', { timestamp: 1 }],
    ['the text', { body: 'Where is my Parcel?' }],
    ['the conversation', { conversation_id: 'other' }],
    ['a field that is not documented', { extra: 1 }],
  ])('is none when %s differs', async (_case, fields) => {
    const { webhook, runs } = testWebhook();
    await post(webhook);
    await post(webhook, 'chat', { fields });
    expect(runs).toHaveLength(2);
  });

  it('is none on another route', async () => {
    const { webhook, runs } = testWebhook();
    const both = { conversation_id: 'c', timestamp: 1, body: 'text', type: 'TIMEOUT' };
    await post(webhook, 'chat', { body: both });
    await post(webhook, 'close', { body: both });
    expect(runs.map(({ route }) => route)).toEqual(['chat', 'close']);
  });

  it('is told from a number written as text', async () => {
    const { webhook, runs } = testWebhook();
    for (const extra of [1, '1', [1], null]) await post(webhook, 'chat', { fields: { extra } });
    expect(runs).toHaveLength(4);
  });

  it('is recognised by the whole of a long text', async () => {
    const { webhook, runs } = testWebhook();
    const text = 'long '.repeat(2000);
    const texts = [text, `X${text.slice(1)}`, `${text.slice(0, 5000)}X${text.slice(5001)}`, `${text.slice(0, -1)}X`];
    const swapped = `${text.slice(0, 5000)}gnol ${text.slice(5005)}`;
    for (const body of [...texts, swapped, ...texts]) await post(webhook, 'chat', { fields: { body } });
    expect(runs).toHaveLength(5);
    await post(webhook, 'chat', { fields: { body: text, conversation_id: 'other' } });
    await post(webhook, 'chat', { fields: { body: text, timestamp: 1 } });
    expect(runs).toHaveLength(7);
  });
});

describe('while the first still runs, a repeat', () => {
  it.each([true, false])('waits for its answer and does not run, ordered: %s', async (ordered) => {
    const done = deferred();
    const { webhook, runs, handled } = testWebhook({ ordered, chat: () => done.promise });
    const answers = [post(webhook), post(webhook), post(webhook)];
    await Promise.race([...answers, new Promise(setImmediate)]);
    expect(runs).toHaveLength(1);
    done.resolve();
    for (const answer of await Promise.all(answers)) expectAnswer(answer, 200);
    expect(runs).toHaveLength(1);
    expect(handled.map(({ duplicate }) => duplicate).sort()).toEqual([false, true, true]);
  });

  it.each([true, false])('runs when the first fails, one repeat at a time, ordered: %s', async (ordered) => {
    let atOnce = 0;
    const { webhook, runs } = testWebhook({
      ordered,
      chat: async () => {
        expect(++atOnce, 'expected one run at a time').toBe(1);
        await new Promise(setImmediate);
        atOnce--;
        if (runs.length < 3) throw new Error('not yet');
      },
    });
    const answers = await Promise.all([post(webhook), post(webhook), post(webhook), post(webhook)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 500, 500]);
    expect(runs).toHaveLength(3);
  });

  it.each([true, false])('runs when the first overruns, ordered: %s', async (ordered) => {
    const { webhook, runs } = testWebhook({
      ordered,
      timeoutMs: 30,
      chat: () => (runs.length === 1 ? new Promise<void>(() => {}) : undefined),
    });
    const answers = await Promise.all([post(webhook), post(webhook)]);
    expect(answers.map(({ status }) => status)).toEqual([504, 200]);
    expect(runs).toHaveLength(2);
  });
});

describe('dedupe', () => {
  it('false runs every repeat', async () => {
    const { webhook, runs, handled } = testWebhook({ dedupe: false });
    for (let i = 0; i < 3; i++) expectAnswer(await post(webhook), 200);
    expect(runs).toHaveLength(3);
    expect(handled.map(({ duplicate }) => duplicate)).toEqual([false, false, false]);
  });

  it('forgets after ttlMs', async () => {
    vi.useFakeTimers();
    const { webhook, runs } = testWebhook({ dedupe: { ttlMs: 60_000 } });
    await post(webhook);
    vi.advanceTimersByTime(59_999);
    await post(webhook);
    expect(runs).toHaveLength(1);
    vi.advanceTimersByTime(1);
    await post(webhook);
    await post(webhook);
    expect(runs, 'expected it to run once more, and then to be known again').toHaveLength(2);
  });

  it('remembers a day by default', async () => {
    vi.useFakeTimers();
    const { webhook, runs } = testWebhook({ dedupe: {} });
    await post(webhook);
    vi.advanceTimersByTime(86_399_999);
    await post(webhook);
    expect(runs).toHaveLength(1);
    vi.advanceTimersByTime(1);
    await post(webhook);
    expect(runs).toHaveLength(2);
  });

  it('forgets the oldest beyond maxEntries, and only that', async () => {
    const { webhook, runs } = testWebhook({ dedupe: { maxEntries: 3 } });
    for (const timestamp of [1, 2, 3, 4]) await post(webhook, 'chat', { fields: { timestamp } });
    for (const timestamp of [2, 3, 4]) await post(webhook, 'chat', { fields: { timestamp } });
    expect(runs).toHaveLength(4);
    await post(webhook, 'chat', { fields: { timestamp: 1 } });
    expect(runs).toHaveLength(5);
  });

  it('remembers 10,000 by default', async () => {
    const { webhook, runs } = testWebhook({ logger: {}, onHandled: undefined });
    for (let timestamp = 0; timestamp <= 10_000; timestamp++) await post(webhook, 'chat', { fields: { timestamp } });
    await post(webhook, 'chat', { fields: { timestamp: 1 } });
    expect(runs, 'expected the second of 10,001 to be remembered').toHaveLength(10_001);
    await post(webhook, 'chat', { fields: { timestamp: 0 } });
    expect(runs, 'expected the first of 10,001 to be forgotten').toHaveLength(10_002);
  });
});
