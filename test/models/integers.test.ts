import {
  ChatRequestSchema,
  CloseRequestSchema,
  CloseSessionRequestSchema,
  EstablishRequestSchema,
  SendReplyRequestSchema,
  SendReplyResponseSchema,
} from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { wrongFields } from './wrong-fields.ts';

// Has every field that any of these schemas requires.
const request = { conversation_id: 'conv-1', bot_id: 'bot-1', type: 'TIMEOUT' };
const stamped = [
  ['establish', EstablishRequestSchema, { ...request, body: [] }],
  ['chat', ChatRequestSchema, { ...request, body: 'Hello' }],
  ['close', CloseRequestSchema, request],
  ['a reply', SendReplyRequestSchema, { ...request, body: 'Hello' }],
  ['a close of ours', CloseSessionRequestSchema, request],
] as const;

describe.each(stamped)('the timestamp of %s', (_name, schema, rest) => {
  it.each([
    [1742265090895, 1742265090895],
    ['1742265090895', 1742265090895],
    [0, 0],
    [-0, -0],
    ['0', 0],
    ['007', 7],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    [String(Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER],
  ])('%j is the number %i', (timestamp, expected) => {
    expect(schema.parse({ ...rest, timestamp }).timestamp).toBe(expected);
  });

  it.each([
    '',
    ' ',
    ' 1742265090895',
    '1742265090895\n',
    '1.5',
    '1.0',
    '1e3',
    '0x10',
    '-1',
    '+1',
    '٤٢',
    'yesterday',
    '2025-03-18T02:31:30Z',
    '9'.repeat(20),
    '9'.repeat(400),
    '9'.repeat(1_000_000),
    1.5,
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    {},
    [1742265090895],
  ])('is not %j', (timestamp) => {
    expect(wrongFields(schema, { ...rest, timestamp })).toEqual(['timestamp']);
  });
});

describe('a code', () => {
  it.each([
    [0, 0],
    ['0', 0],
    ['200', 200],
    [40127, 40127],
    [null, null],
  ])('%j is %j', (code, expected) => {
    expect(SendReplyResponseSchema.parse({ code })).toEqual({ code: expected });
  });

  it.each(['', 'OK', '0x0', 1.5, true, {}])('is not %j', (code) => {
    expect(wrongFields(SendReplyResponseSchema, { code })).toEqual(['code']);
  });
});
