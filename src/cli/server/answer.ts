import type { ServerResponse } from 'node:http';

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

/** Answers a request of the page. */
export function answer(res: ServerResponse, status: number, type: string, text: string): void {
  const body = Buffer.from(text);
  res.writeHead(status, { ...headers, 'content-type': `${type}; charset=utf-8`, 'content-length': body.byteLength });
  res.end(body);
}
