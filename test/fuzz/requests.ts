import type { WebhookRoute } from 'gptbots-human';
import { fuzzBody } from './bodies.ts';
import type { Random } from './random.ts';

/** One whole HTTP request as it goes over the wire, and what may be answered. */
export interface FuzzRequest {
  method: string;
  bytes: Buffer;
  /** Empty when any will do, as the framework answers. */
  statuses: readonly number[];
  /** The connection ends with the answer. */
  isLast: boolean;
}

export const secret = 'correct-horse-battery';
const prefix = '/gptbots';
const routes: [string, WebhookRoute][] = [
  ['/conversation/establish', 'establish'],
  ['/chat', 'chat'],
  ['/conversation/close', 'close'],
];

/** A request that is well formed as HTTP, whatever it asks for. `mayBeLast` allows one that ends the connection. */
export function fuzzRequest(random: Random, mayBeLast: boolean): FuzzRequest {
  const [path, route] = random.pick(routes as [[string, WebhookRoute]]);
  const method = random.chance(0.9)
    ? 'POST'
    : random.pick(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PURGE', 'TRACE']);
  const { authorized, token, segment, header } = credentials(random);
  const target = random.chance(0.95) ? `${prefix}${segment}${path}${query(random, token)}` : oddTarget(random);
  // Fastify and Express have their own word on targets and methods they do not know. They reset the connection of a body
  // that is too large for them, and its client may then lose the answers to earlier requests too.
  const isOurs = target.startsWith(prefix) && method !== 'PURGE' && method !== 'TRACE';
  const { bytes: whole, statuses } = fuzzBody(random, route);
  const bytes = isOurs ? whole : whole.subarray(0, 65_536);
  const charsets = ['utf-8', 'UTF8', 'latin1', 'utf-16le', 'gb18030', 'utf-7', 'zzz', '"', '', '"latin1"; x'] as const;
  const charset = random.chance(0.97) ? undefined : random.pick(charsets);
  const encoding = random.chance(0.97)
    ? undefined
    : random.pick(['identity', 'IDENTITY', 'gzip', 'br', 'deflate', 'zzz', '']);
  const isLast = mayBeLast && random.chance(0.1);
  const version = isLast && random.chance(0.3) ? '1.0' : '1.1';
  const isChunked = version === '1.1' && random.chance(0.3);
  const lines = [
    `${method} ${target} HTTP/${version}`,
    'Host: localhost',
    ...header,
    ...(charset === undefined ? [] : [`Content-Type: application/json; charset=${charset}`]),
    ...Array.from({ length: random.int(4) }, () => headerGarbage(random)),
    ...(encoding === undefined ? [] : [`Content-Encoding: ${encoding}`]),
    ...(isLast ? ['Connection: close'] : []),
    isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${bytes.length}`,
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return {
    method,
    bytes: Buffer.concat([head, isChunked ? chunked(random, bytes) : bytes]),
    statuses: allowed(),
    isLast,
  };

  function allowed(): readonly number[] {
    if (!isOurs) return [];
    if (method !== 'POST') return [405];
    if (!authorized) return [401];
    if (encoding !== undefined && /^(gzip|br|deflate)$/.test(encoding)) return [415];
    // What is read with another charset may be another text, or none.
    return encoding === undefined && charset === undefined ? statuses : [...statuses, 200, 400, 415, 500];
  }
}

function credentials(random: Random): { authorized: boolean; token?: string; segment: string; header: string[] } {
  const wrong = () => random.pick(['', 'wrong', `${secret}x`, secret.slice(1), secret.toUpperCase(), 'x'.repeat(3000)]);
  const authorized = random.chance(0.85);
  const given = authorized ? secret : wrong();
  switch (random.int(4)) {
    case 0:
      return { authorized, token: given, segment: '', header: [] };
    case 1:
      return { authorized, segment: given && `/${given}`, header: [] };
    case 2:
      return { authorized, segment: '/other', token: wrong(), header: [`authorization: bearer ${given}`] };
    default:
      return { authorized, segment: '', header: [`Authorization: Bearer ${given}`] };
  }
}

function query(random: Random, token: string | undefined): string {
  const pairs = [
    ...(random.chance(0.2)
      ? [random.pick(['a=%', '&&', 'token', 'x=%F0%9F', `q=${'y'.repeat(random.int(2000))}`, '[]=%00'])]
      : []),
    ...(token === undefined ? [] : [`token=${token}`]),
  ];
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

function oddTarget(random: Random): string {
  return random.pick([
    '/',
    '*',
    '//chat',
    '/chat/../chat',
    '/CHAT',
    '/%63hat',
    '/%zz/chat',
    '/chat%00',
    '/conversation',
    '/chat?#',
    '/..%2f..%2fchat',
    `http://other.example/chat?token=${secret}`,
    `/${'a/'.repeat(random.int(500))}chat`,
    '/gpt%62ots/chat',
    '/%ff%fe/chat',
    `/${random.bytes(20).toString('hex')}`,
    '/__proto__/chat',
  ]);
}

function headerGarbage(random: Random): string {
  return random.pick([
    'Content-Type: application/json',
    'Content-Type: text/plain',
    'Content-Type: ;;=',
    'content-type:',
    'Content-Type: multipart/form-data',
    'Accept: */*',
    `Cookie: ${'a=b; '.repeat(random.int(300))}`,
    'X-Forwarded-For: \xff\xfe',
    'Authorization: Basic Zm9v',
    'authorization: Bearer',
    'Origin: null',
    'X-Http-Method-Override: GET',
    'Forwarded: for="[::1]',
    `${random.pick(['!#$', '__proto__', 'constructor', 'x-y'])}: ${random.bytes(10).toString('base64')}`,
    'Range: bytes=0-',
    'If-None-Match: *',
    'Keep-Alive: timeout=0',
    'TE: trailers',
    `X-Long: ${'z'.repeat(random.int(4000))}`,
  ]);
}

function chunked(random: Random, bytes: Buffer): Buffer {
  const pieces = random.cut(bytes, 1 + random.int(5)).filter((piece) => piece.length > 0);
  const extension = random.chance(0.2) ? ';name="value"' : '';
  const chunks = pieces.map((piece) =>
    Buffer.concat([Buffer.from(`${piece.length.toString(16)}${extension}\r\n`), piece, Buffer.from('\r\n')]),
  );
  return Buffer.concat([...chunks, Buffer.from(random.chance(0.2) ? '0\r\nX-Trailer: 1\r\n\r\n' : '0\r\n\r\n')]);
}
