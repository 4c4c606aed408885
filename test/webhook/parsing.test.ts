import type { WebhookRequest } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { nestedArrays, payload, payloadText } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a body that is read', () => {
  it.each([
    ['text', payloadText('chat')],
    ['bytes', bytes(payloadText('chat'))],
    ['a Buffer', Buffer.from(payloadText('chat'))],
    ['an object', payload('chat')],
    ['text in white space', ` \r\n\t${payloadText('chat')}\n`],
    ['bytes after a byte order mark', bytes(`\ufeff${payloadText('chat')}`)],
    ['text after a byte order mark', `\ufeff${payloadText('chat')}`],
  ])('as %s', async (_case, body) => {
    const { webhook, runs } = testWebhook();
    expectAnswer(await post(webhook, 'chat', { body }), 200);
    expect(runs).toMatchObject([{ request: payload('chat') }]);
  });

  it('with its timestamp as a number, and what it says besides', async () => {
    const { webhook, runs } = testWebhook();
    expectAnswer(await post(webhook, 'chat', { fields: { timestamp: '1742265101234', novelty: [1] } }), 200);
    expect(runs).toMatchObject([{ request: { timestamp: 1742265101234, novelty: [1] } }]);
  });

  it('though it is deeply nested, when nobody has to compare it', async () => {
    const { webhook } = testWebhook({ dedupe: false });
    const body = `${payloadText('chat').slice(0, -1)},"extra":${nestedArrays(100_000)}}`;
    expectAnswer(await post(webhook, 'chat', { body }), 200);
  });
});

describe('400 answers', () => {
  it.each([
    ['no body', undefined],
    ['empty text', ''],
    ['blanks', ' \n'],
    ['no bytes', new Uint8Array()],
    ['malformed JSON', '{"conversation_id":'],
    ['JSON that goes on', `${payloadText('chat')}}`],
    ['a JSON string', '"text"'],
    ['a JSON number', '1'],
    ['a JSON null', 'null'],
    ['a JSON array', '[]'],
    ['an array', []],
    ['an empty object', {}],
    ['100,000 nested arrays', nestedArrays(100_000)],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x00)],
  ])('%s, on every route', async (_case, body) => {
    for (const route of ['establish', 'chat', 'close'] as const) {
      const { webhook, runs, errors } = testWebhook();
      expectAnswer(await post(webhook, route, { body }), 400);
      expect(runs).toEqual([]);
      expect(errors, 'expected the sender to be to blame, not the developer').toEqual([]);
    }
  });

  it.each([
    ['establish', 'conversation_id', undefined],
    ['establish', 'conversation_id', ''],
    ['establish', 'timestamp', 'hunter2'],
    ['chat', 'conversation_id', 42],
    ['chat', 'timestamp', 1.5],
    ['chat', 'timestamp', undefined],
    ['establish', 'conversation_id', 'hunter2'.repeat(74)],
    ['chat', 'body', ['hunter2']],
    ['chat', 'body', undefined],
    ['close', 'type', undefined],
    ['close', 'type', 7],
  ] as const)('%s with a wrong %s, naming the field and not its value', async (route, name, value) => {
    const { webhook } = testWebhook();
    const [field = name] = name.split('.');
    const { message } = expectAnswer(await post(webhook, route, { fields: { [field]: value } }), 400);
    expect(message).toContain(name);
    expect(message).not.toContain('hunter2');
  });

  it('text that is no JSON, without quoting it', async () => {
    const { webhook, logged } = testWebhook();
    const answer = await post(webhook, 'chat', { body: '{"body": hunter2}' });
    expectAnswer(answer, 400);
    expect(answer.text + JSON.stringify(logged)).not.toContain('hunter2');
  });

  it.each<[string, WebhookRequest['body'], RegExp]>([
    ['there is none', undefined, /empty/],
    ['it is empty', '', /empty/],
    ['it is blank', ' \n', /empty/],
    ['it is no JSON', 'malformed', /JSON/],
    ['it is an object that throws', new Proxy({}, { ownKeys: () => expect.fail('no') }), /cannot be read/],
  ])('say what is wrong with a body: %s', async (_case, body, message) => {
    const { webhook } = testWebhook();
    expect(expectAnswer(await post(webhook, 'chat', { body }), 400).message).toMatch(message);
  });
});

it('415 answers a charset that is not known', async () => {
  const { webhook, runs } = testWebhook();
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json; charset=hunter2' };
  const { message } = expectAnswer(await post(webhook, 'chat', { headers, body: bytes(payloadText('chat')) }), 415);
  expect(message).toContain('charset');
  expect(runs).toEqual([]);
});
