import { decodeUtf8 } from '../internal/bytes.ts';
import { headersOf } from './headers.ts';
import { type Refusal, refusals } from './replies.ts';
import type { WebhookRequest } from './types.ts';

/**
 * The text of a body: in the charset that its Content-Type declares, UTF-8 without one. Whoever sends another charset
 * than this runtime knows gets a refusal, as a guess would show the agents other letters than the user wrote.
 */
export function decodeBody(bytes: Uint8Array, headers: WebhookRequest['headers']): string | Refusal {
  const charset = charsetByMark(bytes) ?? declaredCharset(headers);
  if (charset === undefined) return decodeUtf8(bytes);
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return refusals.charsetUnknown();
  }
}

// Neither byte occurs in UTF-8. Such a mark says more than a header: `utf-16` leaves the order of the bytes open.
function charsetByMark([first, second]: Uint8Array): string | undefined {
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xff && second === 0xfe ? 'utf-16le' : undefined;
}

/** The charset that a Content-Type declares; undefined for UTF-8. */
export function declaredCharset(headers: WebhookRequest['headers']): string | undefined {
  const [contentType] = headersOf(headers, 'content-type');
  if (!contentType || !/charset/i.test(contentType)) return undefined;
  const charset = /;\s*charset\s*=\s*["']?([^\s"';,]+)/i.exec(contentType)?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset) ? undefined : charset;
}
