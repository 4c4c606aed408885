import { encodeUtf8 } from '../../internal/bytes.ts';
import { headersOf } from '../../webhook/headers.ts';
import type { WebhookRequest } from '../../webhook/types.ts';

/** What Chatwoot sends to prove that a callback is its own. */
export interface Signature {
  /** Epoch seconds, as text: it is part of what was signed. */
  timestamp: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const maxAgeMs = 300_000;

/**
 * The signature of a callback: `X-Chatwoot-Signature: sha256=<hex>` and `X-Chatwoot-Timestamp`; undefined when it has none,
 * or one of more than five minutes ago. Source: https://github.com/chatwoot/chatwoot/pull/13573, and for API inboxes
 * https://github.com/chatwoot/chatwoot/pull/13892.
 */
export function signatureOf(headers: WebhookRequest['headers'], now: number): Signature | undefined {
  const [timestamp = ''] = headersOf(headers, 'x-chatwoot-timestamp');
  const [signature = ''] = headersOf(headers, 'x-chatwoot-signature');
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(signature)?.[1];
  if (!hex || !/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) > maxAgeMs) return undefined;
  return { timestamp, bytes: Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)) };
}

/** Makes the check of a signature against the body as it was sent. It takes the same time, whatever is wrong. */
export function createVerifier(
  secret: string,
): (signature: Signature, body: Uint8Array<ArrayBufferLike>) => Promise<boolean> {
  let key: Promise<CryptoKey> | undefined;
  return async ({ timestamp, bytes }, body) => {
    const { subtle } = globalThis.crypto;
    key ??= subtle.importKey('raw', encodeUtf8(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    const start = encodeUtf8(`${timestamp}.`);
    const signed = new Uint8Array(start.byteLength + body.byteLength);
    signed.set(start);
    signed.set(body, start.byteLength);
    return subtle.verify('HMAC', await key, bytes, signed);
  };
}
