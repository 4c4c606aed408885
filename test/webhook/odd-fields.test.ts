import type { WebhookRoute } from 'gptbots-human';
import { samples } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { nestedArrays, payload } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { testWebhook } from '../helpers/test-webhook.ts';

/** Has a webhook take a request, and returns the warnings that came of it. */
async function warningsAfter(fields: Record<string, unknown>, route: WebhookRoute = 'establish') {
  const { webhook, runs, errors, logged } = testWebhook();
  expectAnswer(await post(webhook, route, { fields }), 200);
  expect(runs).toHaveLength(1);
  expect(errors).toEqual([]);
  return logged.filter(({ level }) => level !== 'debug');
}

async function fieldsNamed(fields: Record<string, unknown>, route?: WebhookRoute): Promise<unknown> {
  const [warning, ...others] = await warningsAfter(fields, route);
  expect(others).toEqual([]);
  expect(warning?.level).toBe('warn');
  return warning?.fields?.fields;
}

describe('a request with odd fields', () => {
  it.each([
    [{ channel_id: 42 }, 'channel_id'],
    [{ channel_name: { en: 'Shop' } }, 'channel_name'],
    [{ conversation_type: 5 }, 'conversation_type'],
    [{ user_info: { user_name: 7 } }, 'user_info.user_name'],
    [{ user_info: { user_id: 123 } }, 'user_info.user_id'],
    [{ user_info: { phone: 15550100 } }, 'user_info.phone'],
    [{ user_info: '' }, 'user_info'],
    [{ user_info: [] }, 'user_info'],
    [{ email: 0 }, 'email'],
    [{ email: 'x'.repeat(513) }, 'email'],
    [{ bot_id: null }, 'bot_id'],
    [{ bot_id: undefined }, 'bot_id'],
    [{ bot_id: 5 }, 'bot_id'],
    [{ body: '' }, 'body'],
    [{ body: [{ message_type: 'QUESTION', text: 5 }] }, 'body.0.text'],
    [{ body: [{ message_type: 'QUESTION', text: 'hi' }, null] }, 'body.1'],
    [{ body: [null, { message_type: 1, text: 'hi' }].slice(1) }, 'body.0.message_type'],
    [{ extra: JSON.parse(nestedArrays(65)) }, 'extra'],
    [{ user_info: { extra: Array(20_000).fill(1) } }, 'user_info.extra'],
  ])('is handled, and a warning names the field: %#', async (odd, field) => {
    expect(await fieldsNamed(odd)).toEqual([field]);
  });

  it('is named in its conversation, with paths and no values, five of them at most', async () => {
    const conversation_id = 'conv-odd';
    const secrets = {
      email: ['hunter2'],
      user_info: { phone: ['hunter2'], user_id: 424242 },
      bot_id: { a: 'hunter2' },
    };
    const body = Array.from({ length: 1_000 }, () => ({ text: 424242 }));
    const [warning] = await warningsAfter({ conversation_id, ...secrets, body });
    expect(warning?.fields).toMatchObject({ route: 'establish', conversation_id });
    expect(warning?.fields?.fields).toHaveLength(5);
    expect(JSON.stringify(warning)).not.toMatch(/hunter2|424242/);
  });

  it.each<[string, object]>([
    ['of its own', Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, JSON.parse(nestedArrays(65))]))],
    ['of its user', { user_info: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, Array(20_000)])) }],
    ['of one line', { body: [Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, Array(20_000)]))] }],
    ['that are lines', { body: Array(9).fill(null) }],
  ])('has five of them named at most, all fields %s', async (_case, fields) => {
    expect(await fieldsNamed({ ...fields })).toHaveLength(5);
  });

  it('keeps the place of a line among those that were left out', async () => {
    const body = [null, { text: 'a' }, 'b', { text: 'c' }, { text: [] }];
    expect(await fieldsNamed({ body })).toEqual(['body.0', 'body.2', 'body.4.text']);
  });

  // As objects, because JSON knows nothing that is undefined.
  it.each<[string, object, string]>([
    ['that are null or absent', { body: null, channel_id: 42 }, 'channel_id'],
    ['that are undefined', { body: undefined, channel_id: 42 }, 'channel_id'],
    ['as a timestamp of digits', { timestamp: '1742265090895', channel_id: 42 }, 'channel_id'],
    ['as an empty bot_id', { bot_id: '', channel_id: 42 }, 'channel_id'],
    ['of a line that are null', { body: [{ text: null, message_type: 1 }] }, 'body.0.message_type'],
    ['of a line that are undefined', { body: [{ text: undefined, message_type: 1 }] }, 'body.0.message_type'],
  ])('has no others named with it, such %s', async (_case, fields, named) => {
    const { webhook, logged } = testWebhook();
    expectAnswer(await post(webhook, 'establish', { body: { ...payload('establish'), ...fields } }), 200);
    expect(logged.find(({ level }) => level === 'warn')?.fields?.fields).toEqual([named]);
  });

  it('has each named once', async () => {
    expect(await fieldsNamed({ bot_id: ['x'] })).toEqual(['bot_id']);
  });

  it('cannot put a text of its own into the log by the name of a field', async () => {
    const deep = JSON.parse(nestedArrays(65));
    const fields = { '\u001b[2J': deep, ['x'.repeat(100_000)]: deep, 'bob@gmail.com': deep };
    expect(await fieldsNamed(fields)).toEqual(['(a field)', '(a field)', '(a field)']);
  });

  it.each(['chat', 'close'] as const)('is handled on %s, too, where only unknown fields can be odd', async (route) => {
    expect(await fieldsNamed({ extra: JSON.parse(nestedArrays(65)) }, route)).toEqual(['extra']);
  });

  it('is handled as the sample of such a request', async () => {
    const { webhook, runs } = testWebhook();
    const sample = samples.oddEstablish();
    expectAnswer(await post(webhook, 'establish', { body: JSON.stringify(sample) }), 200);
    expect(runs[0]?.request).toEqual({
      conversation_id: sample.conversation_id,
      timestamp: sample.timestamp,
      bot_id: '',
      body: [
        { text: 'human service', message_type: 'QUESTION' },
        { text: '5', message_type: '1' },
      ],
      user_info: { phone: '6591234567', email: '', user_id: '42' },
      conversation_type: '5',
      channel_id: '42',
    });
  });
});

describe('no warning', () => {
  it.each([...samples.editions])('comes of the edition %s', async (edition) => {
    expect(await warningsAfter(samples.establish(edition))).toEqual([]);
  });

  it.each([
    [
      'null, an absent field or an empty text',
      { email: '', bot_id: '', user_info: null, body: null, channel_id: undefined },
    ],
    ['a timestamp of digits', { timestamp: '1742265090895' }],
    ['fields that no edition knows', { event_id: 5, nested: { list: [1, null, { a: [] }] } }],
    ['lines without a text', { body: [{}, { text: null }, { message_type: 'IMAGE', url: 'x' }] }],
  ])('comes of %s', async (_case, fields) => {
    expect(await warningsAfter(fields)).toEqual([]);
  });

  it('comes of a refused request, but that of the refusal', async () => {
    const { webhook, logged } = testWebhook();
    expectAnswer(await post(webhook, 'establish', { fields: { email: 5, timestamp: null } }), 400);
    expect(logged.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it('comes of an ordinary request that follows an odd one', async () => {
    const { webhook, logged } = testWebhook();
    expectAnswer(await post(webhook, 'establish', { body: { ...payload('establish'), email: 5 } }), 200);
    expectAnswer(await post(webhook, 'establish', { body: payload('establish', { timestamp: 2 }) }), 200);
    expect(logged.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });
});
