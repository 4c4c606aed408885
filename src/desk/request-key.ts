import type { WebhookRoute } from '../webhook/types.ts';

// In base64, which makes four of three bytes.
const keyLength = 24;

/**
 * What a request is known by on every instance: equal for equal content, whatever the order of its keys. SHA-256, as the
 * key is no secret between instances, and nobody may find a second request with the key of another.
 */
export async function requestKey(route: WebhookRoute, request: object): Promise<string> {
  const hash = await sha256(`${route} ${JSON.stringify(request, sortedKeys)}`);
  return hash.slice(0, keyLength);
}

// `JSON.stringify` also writes half a pair of UTF-16 in a way of its own, which UTF-8 could not.
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

// Node's own answers at once (20.16 and later). `crypto.subtle` is everywhere, but has a thread of its own do it: that takes
// longer than all else that a desk does for a message.
const atOnce = globalThis.process?.getBuiltinModule?.('node:crypto')?.hash;

function sha256(text: string): string | Promise<string> {
  return typeof atOnce === 'function' ? atOnce('sha256', text, 'base64url') : sha256Anywhere(text);
}

async function sha256Anywhere(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(hash)))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
