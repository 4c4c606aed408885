import { createHumanWebhook, EstablishRequestSchema } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../helpers/answered.ts';
import { nestedArrays, payload, routes } from '../helpers/payloads.ts';
import { post } from '../helpers/post.ts';
import { testWebhook } from '../helpers/test-webhook.ts';

const boom = () => {
  throw new Error('boom');
};
const always = (trap: string) => new Proxy({}, { [trap]: boom });
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

class Body {
  constructor(fields: object) {
    Object.assign(this, fields);
  }
  get own(): string {
    return 'getter';
  }
}

describe('a body that is an object already', () => {
  it.each([
    ['a proxy that throws when it is read', always('get')],
    ['a proxy that throws when its keys are listed', always('ownKeys')],
    ['a proxy that throws when it is asked for a field', always('has')],
    ['a revoked proxy', revoked()],
    [
      'an object with a getter that throws',
      Object.defineProperty({}, 'conversation_id', { enumerable: true, get: boom }),
    ],
    ['a date', new Date()],
    ['a map', new Map([['conversation_id', 'c']])],
    ['an error', new Error('hunter2')],
    ['a function', boom],
    ['an object without a prototype', Object.create(null)],
  ])('is refused when it is %s, on every route', async (_case, body) => {
    for (const route of routes) {
      const { webhook, runs, errors } = testWebhook();
      expectAnswer(await post(webhook, route, { body }), 400);
      expect(runs).toEqual([]);
      expect(errors, 'expected the sender to be to blame').toEqual([]);
    }
  });

  it.each([
    ['a transcript', 'body', always('get')],
    ['a revoked transcript', 'body', revoked()],
    ['a user', 'user_info', always('ownKeys')],
    ['a line', 'body', [always('get')]],
    ['an unknown field', 'extra', always('ownKeys')],
    ['a revoked unknown field', 'extra', revoked()],
  ])('is refused or handled, never an error, when %s throws', async (_case, field, value) => {
    const { webhook, errors } = testWebhook();
    const { status } = await post(webhook, 'establish', { body: payload('establish', { [field]: value }) });
    expect([200, 400]).toContain(status);
    expect(errors).toEqual([]);
  });

  it.each([
    ['of a class', new Body(payload('establish'))],
    ['without a prototype', Object.assign(Object.create(null), payload('establish'))],
    ['frozen', Object.freeze(payload('establish'))],
    [
      'with a bigint, a date, a symbol and a function',
      payload('establish', { a: 1n, b: new Date(), c: Symbol('s'), d: boom }),
    ],
  ])('is handled when it is %s', async (_case, body) => {
    const { webhook, runs, errors } = testWebhook();
    expectAnswer(await post(webhook, 'establish', { body }), 200);
    expect(runs[0]?.request).toMatchObject(payload('establish'));
    expect(errors).toEqual([]);
  });

  it('is handled without the field that goes round in circles', async () => {
    const circle: Record<string, unknown> = { list: [] };
    circle.self = circle;
    circle.again = { circle };
    const body: Record<string, unknown> = payload('establish', { circle, user_info: { circle }, body: [{ circle }] });
    const { webhook, runs } = testWebhook();
    expectAnswer(await post(webhook, 'establish', { body: { ...body, body: [{ text: 'a', circle }] } }), 200);
    expect(() => JSON.stringify(runs[0]?.request)).not.toThrow();
    expect(runs[0]?.request).toMatchObject({ body: [{ text: 'a' }] });
  });

  it('changes no prototype', async () => {
    const { webhook, runs } = testWebhook();
    const hostile = JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}');
    const body = { ...payload('establish'), user_info: hostile };
    Object.defineProperty(body, '__proto__', { value: { admin: true }, enumerable: true });
    expectAnswer(await post(webhook, 'establish', { body }), 200);
    const request: Record<string, unknown> = Object(runs[0]?.request);
    const fresh: Record<string, unknown> = {};
    expect([request.admin, Object(request.user_info).admin, fresh.admin]).toEqual([undefined, undefined, undefined]);
  });
});

const head = '"conversation_id":"c","timestamp":1,"bot_id":"b"';
const many = (count: number, one: (index: number) => string) => Array.from({ length: count }, (_, i) => one(i)).join();
const hostile: [what: string, json: string][] = [
  ['500,000 lines that are numbers', `{${head},"body":[${many(500_000, () => '1')}]}`],
  ['349,000 empty lines', `{${head},"body":[${many(349_000, () => '{}')}]}`],
  ['90,000 wrong lines', `{${head},"body":[${many(90_000, () => '{"text":1}')}]}`],
  ['90,000 fields', `{${head},${many(90_000, (i) => `"k${i}":1`)}}`],
  ['a user of 90,000 fields', `{${head},"user_info":{${many(90_000, (i) => `"k${i}":1`)}}}`],
  ['a line of 90,000 fields', `{${head},"body":[{${many(90_000, (i) => `"k${i}":1`)}}]}`],
  ['5,000 lines of 15 fields', `{${head},"body":[${many(5_000, () => `{${many(15, (i) => `"k${i}":1`)}}`)}]}`],
];

describe('a body made to keep the process busy', () => {
  it.each(hostile)('is refused when it has %s, whether it is text or an object', async (_what, json) => {
    for (const body of [json, JSON.parse(json)]) {
      const { webhook, runs } = testWebhook({ maxBodyBytes: 2 ** 24 });
      const { message } = expectAnswer(await post(webhook, 'establish', { body }), 400);
      expect(message).toMatch(/at most [\d]+ (lines|fields)/);
      expect(message.length).toBeLessThan(200);
      expect(runs).toEqual([]);
    }
  });

  it.each(hostile)('is looked at no further: %s', async (_what, json) => {
    // Counted: how often a line or a field is read. JSON.parse, which comes before, reads each once.
    let reads = 0;
    const counting: ProxyHandler<object> = {
      get: (target, key, receiver) => {
        reads += 1;
        const value = Reflect.get(target, key, receiver);
        return typeof value === 'object' && value !== null ? new Proxy(value, counting) : value;
      },
    };
    const webhook = createHumanWebhook({ secret: false, establish() {}, chat() {}, close() {}, logger: {} });
    const { status } = await webhook.handle({
      method: 'POST',
      url: '/conversation/establish',
      headers: {},
      body: new Proxy(JSON.parse(json), counting),
    });
    expect(status).toBe(400);
    expect(reads).toBeLessThan(11_000);
  });

  it('is no more than one issue for the schema itself', () => {
    for (const line of [1, null, [], {}, { text: 1 }]) {
      const body = Array(500_000).fill(line);
      const { error } = EstablishRequestSchema.safeParse({ conversation_id: 'c', timestamp: 1, body });
      expect(error?.issues.map(({ path }) => path)).toEqual([['body']]);
    }
  });

  it.each([
    ['an unknown field', (nested: string) => `{${head},"extra":${nested}}`],
    ['the user', (nested: string) => `{${head},"user_info":${nested}}`],
    ['an unknown field of the user', (nested: string) => `{${head},"user_info":{"extra":${nested}}}`],
    ['the transcript', (nested: string) => `{${head},"body":${nested}}`],
    ['a text', (nested: string) => `{${head},"body":[{"text":${nested}}]}`],
    ['the address', (nested: string) => `{${head},"email":${nested}}`],
  ])('is handled when 100,000 nested arrays are %s, and can be made JSON again', async (_what, json) => {
    const { webhook, runs, errors } = testWebhook();
    expectAnswer(await post(webhook, 'establish', { body: json(nestedArrays(100_000)) }), 200);
    expect(() => JSON.stringify(runs[0]?.request)).not.toThrow();
    expect(errors).toEqual([]);
  });

  it('is handled up to the limits: 5,000 lines of ten fields', async () => {
    const line = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`k${index}`, index]));
    const body = Array.from({ length: 5_000 }, (_, index) => ({ message_type: 'QUESTION', text: `${index}`, ...line }));
    const { webhook, runs } = testWebhook();
    expectAnswer(await post(webhook, 'establish', { fields: { body } }), 200);
    expect(runs[0]?.request.body).toEqual(body);
  });

  // Long, as a short text is known not to have so many fields.
  const long = 'x'.repeat(250_000);
  const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
  const lines = (last: number) => [...Array.from({ length: 4_999 }, () => fields(10)), fields(last)];
  const own = Object.keys(payload('establish', { body: [], long })).length;

  it.each<[string, number, (count: number) => object]>([
    ['fields', 1_000 - own, (count) => ({ body: [], long, ...fields(count) })],
    ['fields of a user', 1_000, (count) => ({ long, user_info: fields(count) })],
    ['fields in the last line', 10, (count) => ({ long, body: lines(count) })],
  ])('is refused from one field beyond its limit on: %s', async (_what, most, withFields) => {
    const { webhook, runs } = testWebhook();
    for (const wrap of [(value: object) => value, JSON.stringify]) {
      const [fits, tooMany] = [most, most + 1].map((count) => wrap(payload('establish', { ...withFields(count) })));
      expectAnswer(await post(webhook, 'establish', { body: fits }), 200);
      expect(expectAnswer(await post(webhook, 'establish', { body: tooMany }), 400).message).toContain('fields');
    }
    expect(runs).toHaveLength(1);
  });
});

describe('an id in a report', () => {
  it('is cut and escaped, whatever it holds', async () => {
    const conversation_id = `\u001b[2J\u202e\ud800${'c'.repeat(500)}`;
    const { webhook, errors } = testWebhook({ timeoutMs: 10, chat: () => new Promise(() => {}) });
    expectAnswer(await post(webhook, 'chat', { body: payload('chat', { conversation_id }) }), 504);
    const [error] = errors;
    expect(error).toMatchObject({ kind: 'timeout', conversation_id });
    const { message } = error as Error;
    expect(message).toContain('"\\u001b[2J\\u202e\\ud800cccc');
    expect(message).not.toContain('c'.repeat(101));
  });
});
