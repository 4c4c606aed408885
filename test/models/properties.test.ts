import fc from 'fast-check';
import { ChatRequestSchema, CloseRequestSchema, EstablishRequestSchema, type UserInfo } from 'gptbots-human';
import { describe, expect, it } from 'vitest';

const id = fc.string({ minLength: 1, maxLength: 512, unit: 'binary' });
const timestamp = fc.oneof(
  fc.maxSafeInteger(),
  fc.maxSafeNat().map(String),
  fc.constantFrom(0, -0, -1, Number.MAX_SAFE_INTEGER),
);
const json = fc.jsonValue({ maxDepth: 4 });
// What JSON has, and what an object may hold that somebody else has made.
const anything = fc.oneof(
  json,
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
);
const line = fc.oneof(anything, fc.record({ message_type: anything, text: anything }, { requiredKeys: [] }));
const userInfo = fc.record(
  { phone: anything, email: anything, user_id: anything, anonymous_id: anything, user_name: anything },
  { requiredKeys: [] },
);
const optional = {
  email: anything,
  bot_id: anything,
  body: fc.oneof(anything, fc.array(line)),
  user_info: fc.oneof(anything, userInfo),
  conversation_type: anything,
  channel_id: anything,
  channel_name: anything,
};
const unknown = fc.dictionary(fc.string(), json, { maxKeys: 5 });

const required = {
  establish: { conversation_id: id, timestamp },
  chat: { conversation_id: id, timestamp, body: fc.string({ unit: 'binary' }) },
  close: { conversation_id: id, timestamp, type: fc.string() },
};
const schemas = { establish: EstablishRequestSchema, chat: ChatRequestSchema, close: CloseRequestSchema };

/** Requests of a route that have what is required. */
function requestsOf(route: keyof typeof schemas) {
  const others = route === 'establish' ? fc.record(optional, { requiredKeys: [] }) : fc.constant({});
  return fc
    .tuple(unknown, others, fc.record(required[route]))
    .map((parts): Record<string, unknown> => Object.assign({}, ...parts));
}

describe.each(['establish', 'chat', 'close'] as const)('any request of %s', (route) => {
  const schema = schemas[route];

  it('is accepted when what is required is right, whatever else it holds', () => {
    fc.assert(
      fc.property(requestsOf(route), (request) => {
        const parsed: Record<string, unknown> = schema.parse(request);
        for (const field of Object.keys(required[route])) {
          expect(parsed[field]).toEqual(field === 'timestamp' ? Number(request[field]) : request[field]);
        }
      }),
    );
  });

  it('that was parsed parses to itself', () => {
    fc.assert(
      fc.property(requestsOf(route), (request) => {
        const parsed = schema.parse(request);
        expect(schema.parse(parsed)).toEqual(parsed);
      }),
    );
  });

  it('is refused when one required field is missing or wrong, and that field alone is named', () => {
    const wrong = fc.constantFrom(undefined, null, {}, [], true, Number.NaN, 1.5);
    const field = fc.constantFrom(...Object.keys(required[route]));
    fc.assert(
      fc.property(requestsOf(route), field, wrong, (request, name, value) => {
        const { error } = schema.safeParse({ ...request, [name]: value });
        expect(new Set(error?.issues.map(({ path }) => path.join('.')))).toEqual(new Set([name]));
      }),
    );
  });

  it('or of anything else makes no schema throw', () => {
    fc.assert(
      fc.property(anything, (value) => {
        schema.safeParse(value);
      }),
    );
  });
});

describe('what becomes of an establish request', () => {
  const isText = (value: unknown) => typeof value === 'string';
  const isTextOrNone = (value: unknown) => value === undefined || value === null || isText(value);

  it('is what its type says, whatever came', () => {
    fc.assert(
      fc.property(requestsOf('establish'), (request) => {
        const { body, bot_id, user_info, email, conversation_type, channel_id, channel_name } =
          EstablishRequestSchema.parse(request);
        expect(isText(bot_id)).toBe(true);
        expect([email, conversation_type, channel_id, channel_name].every(isTextOrNone)).toBe(true);
        expect(body.every(({ text, message_type }) => isText(text) && isTextOrNone(message_type))).toBe(true);
        const names: (keyof UserInfo)[] = ['phone', 'email', 'user_id', 'anonymous_id', 'user_name'];
        expect(user_info ?? {}).toBeTypeOf('object');
        expect(names.every((name) => isTextOrNone(user_info?.[name]))).toBe(true);
      }),
    );
  });
});
