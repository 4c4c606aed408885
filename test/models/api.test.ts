import {
  CloseSessionRequestSchema,
  CloseSessionResponseSchema,
  SendReplyRequestSchema,
  SendReplyResponseSchema,
} from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { without } from './without.ts';
import { wrongFields } from './wrong-fields.ts';

const reply = { conversation_id: 'conv-1', timestamp: 1742265090895, body: 'Hello' };
const close = without(reply, 'body');

describe('a reply to send', () => {
  it.each(['conversation_id', 'timestamp', 'body'])('needs %s: neither absent, null nor empty', (field) => {
    const rest = without(reply, field);
    expect(wrongFields(SendReplyRequestSchema, rest)).toEqual([field]);
    expect(wrongFields(SendReplyRequestSchema, { ...reply, [field]: null })).toEqual([field]);
    expect(wrongFields(SendReplyRequestSchema, { ...reply, [field]: '' })).toEqual([field]);
  });

  it('is kept as it is', () => {
    expect(SendReplyRequestSchema.parse({ ...reply, extra: 1 })).toEqual({ ...reply, extra: 1 });
  });
});

describe('a close to send', () => {
  it.each(['conversation_id', 'timestamp'])('needs %s', (field) => {
    const rest = without(close, field);
    expect(wrongFields(CloseSessionRequestSchema, rest)).toEqual([field]);
    expect(wrongFields(CloseSessionRequestSchema, { ...close, [field]: null })).toEqual([field]);
  });

  it('is kept as it is', () => {
    expect(CloseSessionRequestSchema.parse({ ...close, extra: 1 })).toEqual({ ...close, extra: 1 });
  });
});

const answers = [
  ['the answer to a reply', SendReplyResponseSchema, ['message', 'timestamp', 'body']],
  ['the answer to a close', CloseSessionResponseSchema, ['message', 'timestamp', 'conversation_id']],
] as const;

describe.each(answers)('%s', (_name, schema, fields) => {
  it('may be empty', () => {
    expect(schema.parse({})).toEqual({});
  });

  it('may have null in every field', () => {
    const nulls = Object.fromEntries([...fields, 'code', 'data'].map((field) => [field, null]));
    expect(schema.parse(nulls)).toEqual(nulls);
  });

  it.each(fields)('leaves out a %s of another type, as the editions differ', (field) => {
    expect(schema.parse({ code: 0, [field]: { wrong: true } })).toEqual({ code: 0 });
  });

  it.each([null, 5, 'text', { a: [1] }, [1]])('keeps data %j as it is', (data) => {
    expect(schema.parse({ code: 0, data })).toEqual({ code: 0, data });
  });

  it('keeps fields it does not know', () => {
    expect(schema.parse({ trace: 'x', nested: { a: null } })).toEqual({ trace: 'x', nested: { a: null } });
  });

  it.each([undefined, null, 'ok', 0, []])('is not %j', (value) => {
    expect(wrongFields(schema, value)).toEqual(['']);
  });
});
