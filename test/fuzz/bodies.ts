import type { WebhookRoute } from 'gptbots-human';
import type { Random } from './random.ts';

/** A request's body, and the statuses a webhook may answer it with once route, method and secret are right. */
export interface FuzzBody {
  bytes: Buffer;
  statuses: readonly number[];
}

/** In every text and address; may show in no answer and in no log. */
export const hushed = 'hush-hush';

// What the handlers do, by how the conversation's id begins. 503: so many wait in one line that another is not let in.
const outcomes: Record<string, readonly number[]> = {
  ok: [200, 503],
  throw: [500, 503],
  decline: [503],
  // 504 on a machine that lets a process wait for longer than the handler's time.
  slow: [200, 503, 504],
  late: [503, 504],
};
const refused = [400];
const any = [200, 400, 413, 500, 503, 504];

type Fields = Record<string, unknown>;

/** A body for a route: what GPTBots sends, or anything else. */
export function fuzzBody(random: Random, route: WebhookRoute): FuzzBody {
  const doing = random.chance(0.001)
    ? 'late'
    : random.pick(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'throw', 'decline', 'slow']);
  const fields = fieldsOf(random, route, `${doing}-${random.int(1000)}`);
  const fine = outcomes[doing] ?? any;
  const json = (given: Fields) => Buffer.from(JSON.stringify(given));
  const extra = (name: string, value: string) =>
    Buffer.from(JSON.stringify(fields).replace(/\}$/, `,${JSON.stringify(name)}:${value}}`));
  if (random.chance(0.6)) return { bytes: json(fields), statuses: fine };
  const kinds: [() => FuzzBody, ...(() => FuzzBody)[]] = [
    () => ({ bytes: json(fields).subarray(0, -1 - random.int(20)), statuses: refused }),
    () => ({ bytes: Buffer.from([0x7b, ...random.bytes(random.int(200))]), statuses: refused }),
    () => ({ bytes: Buffer.from(random.pick(['', ' ', '\n\t', '\ufeff', '\0'])), statuses: refused }),
    () => ({
      bytes: Buffer.from(random.pick(['null', '0', '"x"', 'true', '[]', '[{}]', '{}', '-0', '1e999'])),
      statuses: refused,
    }),
    () => ({ bytes: Buffer.from(JSON.stringify(fields), 'utf16le'), statuses: refused }),
    () => ({ bytes: Buffer.concat([Buffer.from('\ufeff'), json(fields)]), statuses: fine }),
    () => ({
      bytes: extra(random.pick(['__proto__', 'constructor', 'toString', 'hasOwnProperty']), '{"a":1}'),
      statuses: fine,
    }),
    () => ({ bytes: extra('x', '"\\ud800 \\udc00 \\u0000"'), statuses: fine }),
    () => ({
      bytes: Buffer.concat([
        extra('x', '"').subarray(0, -1),
        Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
        Buffer.from('"}'),
      ]),
      statuses: fine,
    }),
    () => ({
      bytes: extra(random.pick(['conversation_id', 'timestamp', 'body', 'type']), oddJson(random)),
      statuses: any,
    }),
    () => ({
      bytes: extra(
        'timestamp',
        random.pick(['1e999', '-1', '1.5', '123456789012345678901234567890', '"12"', '1e3', '-0']),
      ),
      statuses: any,
    }),
    () => ({
      bytes: extra(random.pick(['x', 'body', 'user_info']), nested(random, 10 ** random.int(6))),
      statuses: [...fine, 400],
    }),
    () => ({
      bytes: json({ ...fields, [random.pick(Object.keys(fields) as [string, ...string[]])]: oddValue(random) }),
      statuses: any,
    }),
    () => ({
      bytes: json({ ...fields, body: Array.from({ length: 10 ** random.int(5) }, () => ({ text: '' })) }),
      statuses: [...fine, 400],
    }),
    () => ({
      bytes: json({ ...fields, conversation_id: 'ok-'.repeat(1 + random.int(2000)) }),
      statuses: [...fine, 200, 400],
    }),
    () => ({
      bytes: json({ ...fields, istest: random.pick([true, 'true', false, null, 0]) }),
      statuses: [...fine, 200],
    }),
    () =>
      random.chance(0.1)
        ? { bytes: json({ ...fields, x: 'x'.repeat(1_100_000) }), statuses: [413] }
        : { bytes: json(fields), statuses: fine },
  ];
  return random.pick(kinds)();
}

function fieldsOf(random: Random, route: WebhookRoute, conversation_id: string): Fields {
  const timestamp = 1_742_265_090_895 + random.int(1_000_000);
  const text = `${hushed} ${random.int(1000)} 你好`;
  if (route === 'chat') return { conversation_id, timestamp, body: text };
  if (route === 'close') return { conversation_id, timestamp, type: random.pick(['TIMEOUT', 'USER_CLOSED', 'OTHER']) };
  const email = `${hushed}@example.com`;
  const body = [
    { message_type: 'QUESTION', text },
    { message_type: 'ANSWER', text: '' },
  ];
  return { conversation_id, timestamp, bot_id: 'b', email, body, user_info: { email, phone: null, user_id: 'u' } };
}

function nested(random: Random, depth: number): string {
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
  ]);
  return `${open?.repeat(depth)}1${close?.repeat(depth)}`;
}

function oddValue(random: Random): unknown {
  return random.pick([
    null,
    '',
    0,
    -1,
    1.5,
    true,
    [],
    {},
    [null],
    [[]],
    { a: { b: {} } },
    'x'.repeat(5000),
    '\ud800',
    'a\r\nb',
  ]);
}

function oddJson(random: Random): string {
  return random.pick([
    'null',
    '1e400',
    '""',
    '[]',
    '{}',
    '"\\u0000"',
    'true',
    '[[[]]]',
    '"\\ud800"',
    '99999999999999999999',
  ]);
}
