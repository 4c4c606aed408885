import {
  ChatRequestSchema,
  CloseRequestSchema,
  CloseSessionResponseSchema,
  EstablishRequestSchema,
  SendReplyRequestSchema,
  SendReplyResponseSchema,
  WebhookResponseSchema,
} from 'gptbots-human';
import { describe, expect, it } from 'vitest';

// Byte for byte the sample of the platform's documentation.
const establishSample = `{"body":[{"text":"human service","message_type":"QUESTION"},{"text":"","message_type":"ANSWER"}],
     "timestamp":1742265090895,"email":"bob@gmail.com","conversation_id":"67d8db020fa31d1ef64f53dg",
     "bot_id":"665d88b03ce2b13cf2d573454",
     "user_info":{"phone":null,"email":"bob@gmail.com","user_id":"KDslas","anonymous_id":"652face5184b30540a6ea7fe"}}`;

describe('what the documentation shows', () => {
  it('the establish sample parses to exactly what it says', () => {
    expect(EstablishRequestSchema.parse(JSON.parse(establishSample))).toEqual({
      body: [
        { text: 'human service', message_type: 'QUESTION' },
        { text: '', message_type: 'ANSWER' },
      ],
      timestamp: 1742265090895,
      email: 'bob@gmail.com',
      conversation_id: '67d8db020fa31d1ef64f53dg',
      bot_id: '665d88b03ce2b13cf2d573454',
      user_info: { phone: null, email: 'bob@gmail.com', user_id: 'KDslas', anonymous_id: '652face5184b30540a6ea7fe' },
    });
  });

  it('the 2024 edition’s establish, without user_info, parses', () => {
    const { user_info: _, ...edition2024 } = JSON.parse(establishSample);
    expect(EstablishRequestSchema.parse(edition2024)).toEqual(edition2024);
  });

  it('the fields another client reads parse', () => {
    const seen = {
      ...JSON.parse(establishSample),
      conversation_type: 'WHATSAPP_META',
      channel_id: 'ch-1',
      channel_name: 'Shop',
      user_info: { user_name: 'Bob' },
    };
    expect(EstablishRequestSchema.parse(seen)).toEqual(seen);
  });

  it.each([
    ['chat', ChatRequestSchema, { conversation_id: '67d8', timestamp: 1742265090895, body: 'Where is my parcel?' }],
    ['close by timeout', CloseRequestSchema, { conversation_id: '67d8', timestamp: 1742265090895, type: 'TIMEOUT' }],
    [
      'close by the user',
      CloseRequestSchema,
      { conversation_id: '67d8', timestamp: 1742265090895, type: 'USER_CLOSED' },
    ],
    ['our answer', WebhookResponseSchema, { code: 200, message: 'success' }],
    ['a reply', SendReplyRequestSchema, { conversation_id: '67d8', timestamp: 1742265090895, body: 'On its way.' }],
    ['the answer to a reply', SendReplyResponseSchema, { code: 0, message: 'OK', timestamp: 1742265090895, body: 'x' }],
    [
      'the answer to a close, with ids',
      CloseSessionResponseSchema,
      { conversation_id: '67d8', timestamp: 1742265090895 },
    ],
    ['the answer to a close, with a code', CloseSessionResponseSchema, { code: 0, message: 'OK', data: null }],
  ])('%s parses to itself', (_name, schema, sample) => {
    expect(schema.parse(sample)).toEqual(sample);
  });
});
