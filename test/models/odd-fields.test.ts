import { EstablishRequestSchema, TranscriptMessageSchema, UserInfoSchema } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { nestedArrays } from '../helpers/payloads.ts';
import { wrongFields } from './wrong-fields.ts';

const establish = { conversation_id: 'conv-1', timestamp: 1742265090895, bot_id: 'bot-1' };
const parsed = { ...establish, body: [] };

// As it stands in the JSON that the test sends and expects.
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('a field that nobody needs', () => {
  const ids = ['user_id', 'anonymous_id'];
  const names = ['conversation_type', 'channel_id', 'channel_name'];

  const table: [odd: object, expected: object][] = [
    [{ email: {} }, {}],
    [{ email: true }, {}],
    [{ email: [] }, {}],
    [{ email: 0 }, {}],
    [{ email: -0 }, {}],
    [{ user_info: '' }, {}],
    [{ user_info: 'bob' }, {}],
    [{ user_info: 0 }, {}],
    [{ user_info: [] }, {}],
    [{ user_info: [{ user_id: '1' }] }, {}],
    [{ user_info: { phone: 0, email: 0 } }, { user_info: {} }],
    [{ user_info: { phone: 6591234567 } }, { user_info: { phone: '6591234567' } }],
    [{ user_info: { user_name: { first: 'Bob' }, user_id: 'u' } }, { user_info: { user_id: 'u' } }],
    [{ body: '' }, {}],
    [{ body: 'text' }, {}],
    [{ body: {} }, {}],
    [{ body: false }, {}],
    [{ body: ['text', null, [], 5, { text: 'a' }] }, { body: [{ text: 'a' }] }],
    [{ bot_id: 5 }, { bot_id: '5' }],
    [{ bot_id: null }, { bot_id: '' }],
    [{ bot_id: undefined }, { bot_id: '' }],
    [{ bot_id: [] }, { bot_id: '' }],
    ...ids.map((id): [object, object] => [{ user_info: { [id]: 0 } }, { user_info: { [id]: '0' } }]),
    ...ids.map((id): [object, object] => [{ user_info: { [id]: [1] } }, { user_info: {} }]),
    ...names.map((name): [object, object] => [{ [name]: 42 }, { [name]: '42' }]),
    ...names.map((name): [object, object] => [{ [name]: { en: 'Shop' } }, {}]),
  ];

  it.each(table)('does not refuse the visitor: %j becomes %j', (odd, expected) => {
    expect(EstablishRequestSchema.parse({ ...establish, ...odd })).toEqual({ ...parsed, ...expected });
  });

  it.each([
    ['9007199254740991', '9007199254740991'],
    ['-9007199254740991', '-9007199254740991'],
    ['1.5', '1.5'],
    // JSON.parse rounds them: they would name another user.
    ['9007199254740992', undefined],
    ['9007199254740993', undefined],
    ['1e400', undefined],
  ])('that is the number %s becomes %j', (number, expected) => {
    const { user_id } = UserInfoSchema.parse(JSON.parse(`{"user_id":${number}}`));
    expect(user_id).toBe(expected);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 10n, Symbol('id'), () => 'id', new Date()])(
    'of an object somebody else has made is left out when it is %s',
    (channel_id) => {
      expect(EstablishRequestSchema.parse({ ...establish, channel_id })).toEqual(parsed);
    },
  );

  it('is left out when it is too long for a name, as a part of it would name somebody else', () => {
    const [longest, tooLong] = ['x'.repeat(512), 'x'.repeat(513)];
    for (const field of ['phone', 'email', 'user_id', 'anonymous_id']) {
      expect(UserInfoSchema.parse({ [field]: longest })).toEqual({ [field]: longest });
      expect(UserInfoSchema.parse({ [field]: tooLong })).toEqual({});
    }
    expect(
      EstablishRequestSchema.parse({ ...establish, bot_id: tooLong, channel_id: tooLong, email: tooLong }),
    ).toEqual({
      ...parsed,
      bot_id: '',
    });
    expect(UserInfoSchema.parse({ user_name: tooLong }), 'a text may be as long as it likes').toEqual({
      user_name: tooLong,
    });
  });
});

describe('a line of the transcript', () => {
  it.each([
    [{ text: 5 }, { text: '5' }],
    [{ text: {} }, { text: '' }],
    [
      { text: true, message_type: 'ANSWER' },
      { text: '', message_type: 'ANSWER' },
    ],
    [
      { text: 'a', message_type: 1 },
      { text: 'a', message_type: '1' },
    ],
    [{ text: 'a', message_type: {} }, { text: 'a' }],
  ])('that is %j becomes %j', (line, expected) => {
    expect(TranscriptMessageSchema.parse(line)).toEqual(expected);
  });

  it('is one of at most 5,000; one more is one issue, whatever the lines are', () => {
    for (const line of [{}, { text: 'a' }, null, 1, [], { text: 1 }]) {
      expect(wrongFields(EstablishRequestSchema, { ...establish, body: Array(5_000).fill(line) })).toEqual([]);
      expect(wrongFields(EstablishRequestSchema, { ...establish, body: Array(5_001).fill(line) })).toEqual(['body']);
    }
  });
});

describe('a field that no edition knows', () => {
  const deep = (levels: number) => JSON.parse(nestedArrays(levels));
  const places = (value: unknown) => ({
    ...parsed,
    extra: value,
    user_info: { user_id: 'u', extra: value },
    body: [{ text: 'a', extra: value }],
  });

  it('is kept, up to 64 levels deep', () => {
    for (const value of [deep(64), { a: [1, { b: null }] }, 'text', 5, null, false, Array(10_000).fill(1)]) {
      expect(EstablishRequestSchema.parse(places(value))).toEqual(places(value));
    }
  });

  it.each([
    ['is deeper', deep(65)],
    ['is 100,000 levels deep', deep(100_000)],
    ['holds more than 10,000 values', Array(10_001).fill(1)],
    ['holds more than 10,000 values in all', Array(101).fill(Array(100).fill(1))],
  ])('is left out wherever it is when it %s, so that no handler chokes on it', (_case, value) => {
    const request = EstablishRequestSchema.parse(places(value));
    expect(asJson(request)).toEqual(asJson(places(undefined)));
  });

  it('is left out when it goes round in circles', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    circle.again = circle;
    expect(asJson(EstablishRequestSchema.parse(places(circle)))).toEqual(asJson(places(undefined)));
  });
});
