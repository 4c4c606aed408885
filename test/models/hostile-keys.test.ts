import { ChatRequestSchema, CloseRequestSchema, EstablishRequestSchema, SendReplyResponseSchema } from 'gptbots-human';
import { describe, expect, it } from 'vitest';

const schemas = [
  ['establish', EstablishRequestSchema, ''],
  ['establish, in user_info', EstablishRequestSchema, 'user_info'],
  ['chat', ChatRequestSchema, ''],
  ['close', CloseRequestSchema, ''],
  ['the answer to a reply', SendReplyResponseSchema, ''],
] as const;

// What JSON.parse makes of this is an own property of that name, not a prototype.
const hostile = '"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"toString":null';
const fields = '"conversation_id":"c","timestamp":1,"bot_id":"b","type":"TIMEOUT"';

describe.each(schemas)('keys that mean something to JavaScript, in %s', (name, schema, inside) => {
  const body = name === 'chat' ? ',"body":"text"' : '';
  const json = inside ? `{${fields},"${inside}":{${hostile}}}` : `{${fields}${body},${hostile}}`;

  it('change no prototype', () => {
    const parsed: Record<string, unknown> = schema.parse(JSON.parse(json));
    const found: Record<string, unknown> = Object(inside ? parsed[inside] : parsed);
    const fresh: Record<string, unknown> = {};
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
    expect(found.admin, 'the parsed object').toBeUndefined();
    expect(fresh.admin, 'every object').toBeUndefined();
    expect(Object.getPrototypeOf({ ...found })).toBe(Object.prototype);
  });

  it('are not mistaken for fields that are required', () => {
    expect(schema.safeParse(JSON.parse('{"__proto__":{"conversation_id":"c","timestamp":1}}')).success).toBe(
      schema === SendReplyResponseSchema,
    );
  });
});
