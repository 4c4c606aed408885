import {
  ChatRequestSchema,
  CloseRequestSchema,
  EstablishRequestSchema,
  TranscriptMessageSchema,
  UserInfoSchema,
  WebhookResponseSchema,
} from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { without } from './without.ts';
import { wrongFields } from './wrong-fields.ts';

const establish = { conversation_id: 'conv-1', timestamp: 1742265090895, bot_id: 'bot-1' };
const bareEstablish = without(establish, 'bot_id');
const chat = { conversation_id: 'conv-1', timestamp: 1742265090895, body: 'Hello' };
const close = { conversation_id: 'conv-1', timestamp: 1742265090895, type: 'TIMEOUT' };

const required = [
  ['establish', EstablishRequestSchema, bareEstablish, ['conversation_id', 'timestamp']],
  ['chat', ChatRequestSchema, chat, ['conversation_id', 'timestamp', 'body']],
  ['close', CloseRequestSchema, close, ['conversation_id', 'timestamp', 'type']],
] as const;

describe.each(required)('a request of %s', (_name, schema, sample, fields) => {
  it('needs no more than its required fields', () => {
    expect(schema.parse(sample)).toMatchObject(sample);
    expect(Object.keys(sample).sort()).toEqual([...fields].sort());
  });

  it.each(fields)('needs %s: neither absent nor null', (field) => {
    const rest = without(sample, field);
    expect(wrongFields(schema, rest)).toEqual([field]);
    expect(wrongFields(schema, { ...sample, [field]: null })).toEqual([field]);
  });

  it('refuses a conversation_id of over 512 characters', () => {
    expect(schema.parse({ ...sample, conversation_id: 'c'.repeat(512) }).conversation_id).toHaveLength(512);
    expect(wrongFields(schema, { ...sample, conversation_id: 'c'.repeat(513) })).toEqual(['conversation_id']);
  });

  it('keeps fields it does not know', () => {
    const unknown = { event_id: 'e-1', nested: { list: [1, null] }, nothing: null, '': 0 };
    expect(schema.parse({ ...sample, ...unknown })).toMatchObject(unknown);
  });

  it.each([undefined, null, '', 'text', 5, true, [], [sample]])('is not %j', (value) => {
    expect(wrongFields(schema, value)).toEqual(['']);
  });

  it('needs a conversation_id that is not empty, and keeps it unchanged', () => {
    expect(wrongFields(schema, { ...sample, conversation_id: '' })).toEqual(['conversation_id']);
    expect(wrongFields(schema, { ...sample, conversation_id: 5 })).toEqual(['conversation_id']);
    expect(schema.parse({ ...sample, conversation_id: ' 0067É ' }).conversation_id).toBe(' 0067É ');
  });
});

describe('establish', () => {
  const optional = ['email', 'user_info', 'conversation_type', 'channel_id', 'channel_name'];

  it.each(optional)('keeps a null %s as null', (field) => {
    expect(EstablishRequestSchema.parse({ ...establish, [field]: null })).toHaveProperty(field, null);
  });

  it('leaves absent fields absent, other than body', () => {
    expect(EstablishRequestSchema.parse(establish)).toEqual({ ...establish, body: [] });
    expect(Object.keys(EstablishRequestSchema.parse(establish)).sort()).toEqual(
      [...Object.keys(establish), 'body'].sort(),
    );
  });

  it.each([[null], [undefined]])('has an empty list for body when GPTBots sent %j', (body) => {
    expect(EstablishRequestSchema.parse({ ...establish, body }).body).toEqual([]);
  });

  it('keeps the lines of its transcript in order, and their unknown fields', () => {
    const body = [
      { message_type: 'QUESTION', text: 'human service' },
      { message_type: 'ANSWER', text: '' },
      { message_type: 'IMAGE', text: 'x', url: 'https://host.example/1.png' },
    ];
    expect(EstablishRequestSchema.parse({ ...establish, body }).body).toEqual(body);
  });

  it.each(['WIDGET', 'API', 'WHATSAPP_META', 'ZOHO_SALES_IQ', 'A_CHANNEL_OF_TOMORROW', ''])(
    'takes the conversation_type %j',
    (conversation_type) => {
      expect(EstablishRequestSchema.parse({ ...establish, conversation_type })).toMatchObject({ conversation_type });
    },
  );

  it('takes an empty email, and any text: it is not verified by anybody', () => {
    for (const email of ['', 'support@gptbots.ai', 'no address']) {
      expect(EstablishRequestSchema.parse({ ...establish, email, user_info: { email } })).toMatchObject({ email });
    }
  });
});

describe('a transcript line', () => {
  it.each([
    [
      { message_type: 'ANSWER', text: null },
      { message_type: 'ANSWER', text: '' },
    ],
    [{ message_type: 'ANSWER' }, { message_type: 'ANSWER', text: '' }],
    [
      { message_type: null, text: 'a' },
      { message_type: null, text: 'a' },
    ],
    [{}, { text: '' }],
    [
      { message_type: 'NEW_TYPE', text: 'a', extra: 1 },
      { message_type: 'NEW_TYPE', text: 'a', extra: 1 },
    ],
  ])('%j is %j', (line, expected) => {
    expect(TranscriptMessageSchema.parse(line)).toEqual(expected);
  });
});

describe('user_info', () => {
  const fields = ['phone', 'email', 'user_id', 'anonymous_id', 'user_name'];

  it.each(fields)('%s may be a string, null or absent', (field) => {
    expect(UserInfoSchema.parse({ [field]: 'x' })).toEqual({ [field]: 'x' });
    expect(UserInfoSchema.parse({ [field]: null })).toEqual({ [field]: null });
    expect(UserInfoSchema.parse({})).toStrictEqual({});
  });

  it('keeps fields it does not know', () => {
    expect(UserInfoSchema.parse({ loyalty: { level: 3 } })).toEqual({ loyalty: { level: 3 } });
  });
});

describe('chat', () => {
  it.each(['', ' ', '👋🏽 \u0000\ud800', 'x'.repeat(100_000)])('keeps any text (case %#)', (body) => {
    expect(ChatRequestSchema.parse({ ...chat, body }).body === body).toBe(true);
  });

  it.each([5, {}, ['text'], true])('refuses the body %j', (body) => {
    expect(wrongFields(ChatRequestSchema, { ...chat, body })).toEqual(['body']);
  });
});

describe('close', () => {
  it.each(['TIMEOUT', 'USER_CLOSED', 'A_REASON_OF_TOMORROW', ''])('takes the type %j', (type) => {
    expect(CloseRequestSchema.parse({ ...close, type }).type).toBe(type);
  });

  it.each([5, {}, true])('refuses the type %j', (type) => {
    expect(wrongFields(CloseRequestSchema, { ...close, type })).toEqual(['type']);
  });
});

describe('a webhook answer', () => {
  it('has a code and a message', () => {
    expect(WebhookResponseSchema.parse({ code: 200, message: 'success' })).toEqual({ code: 200, message: 'success' });
    expect(WebhookResponseSchema.parse({ code: '0', message: '', more: 1 })).toEqual({ code: 0, message: '', more: 1 });
    expect(wrongFields(WebhookResponseSchema, {})).toEqual(['code', 'message']);
  });
});
