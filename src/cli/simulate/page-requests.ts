import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseObject } from '../../internal/json-object.ts';

/** A request that is not granted, and the status that says so. */
export class PageRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Whether a request was sent to a name of this machine, or to one that is allowed: a name of another website may lead here
 * too (DNS rebinding). The port does not matter, since no website can choose the one a browser names.
 */
export function isForKnownHost({ headers }: IncomingMessage, allowedHosts: readonly string[]): boolean {
  const name = (headers.host ?? '').toLowerCase().replace(/:\d{1,5}$/, '');
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(name) || allowedHosts.includes(name);
}

/** Whether another website sent this. Any website can make a browser send requests to this machine; servers send no Origin. */
export function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const { host, origin, 'sec-fetch-site': site = 'none' } = headers;
  // Of an allowed host, a proxy with TLS may stand in front.
  const isOwn = origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  return !isOwn || (site !== 'same-origin' && site !== 'none');
}

/** The fields of a request that are text. */
export type Texts = Record<string, string | undefined>;

const maxBodyBytes = 256 * 1024;

/**
 * Reads the fields of a JSON object that are text.
 *
 * @throws {PageRefusal} when it is no JSON object, or too large
 */
export async function readTexts(req: IncomingMessage): Promise<Texts> {
  // The form of another website cannot send this type.
  const type = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new PageRefusal(415, 'The content type has to be application/json.');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new PageRefusal(413, `The most there may be is ${maxBodyBytes} bytes.`);
    chunks.push(chunk);
  }
  const fields = parseObject(Buffer.concat(chunks).toString());
  if (!fields) throw new PageRefusal(400, 'The body has to be a JSON object.');
  const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';
  return Object.fromEntries(Object.entries(fields).filter(isText));
}

// The page runs its own script and style, and asks nobody else for anything.
const headers = {
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    // Beside the desk under test, on one page of this machine.
    'frame-ancestors http://127.0.0.1:* http://localhost:*',
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Answers a request. */
export function answer(res: ServerResponse, status: number, type: string, text: string): void {
  const body = Buffer.from(text);
  res.writeHead(status, { ...headers, 'content-type': `${type}; charset=utf-8`, 'content-length': body.byteLength });
  res.end(body);
}
