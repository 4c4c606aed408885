import { decodeUtf8 } from '../internal/bytes.ts';
import { headersOf } from './headers.ts';
import { type Refusal, refusals } from './replies.ts';
import type { WebhookRequest } from './types.ts';

/**
 * Decodes a body with the charset of its Content-Type; UTF-8 when there is none. A charset that this runtime does not
 * know is refused: with a guess, agents might read other letters than the user wrote.
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

// The bytes FE and FF never occur in UTF-8. The mark wins over the header, because `utf-16` does not say the byte
// order.
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
