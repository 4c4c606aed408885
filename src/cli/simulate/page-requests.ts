import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request that is not granted, and the status that says so. */
export class PageRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The fields of a request that are text. */
export type Texts = Record<string, string | undefined>;

const maxBytes = 256 * 1024;

/**
 * Reads the fields of a JSON object that are text.
 *
 * @throws {PageRefusal} when it is not JSON, or too large
 */
export async function readTexts(req: IncomingMessage): Promise<Texts> {
  // The form of another website cannot send this type.
  const type = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new PageRefusal(415, 'The content type has to be application/json.');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new PageRefusal(413, `The most there may be is ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  try {
    const entries = Object.entries(JSON.parse(Buffer.concat(chunks).toString()) ?? {});
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    throw new PageRefusal(400, 'The body has to be a JSON object.');
  }
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
