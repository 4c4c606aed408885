import type { WebhookRoute } from '../webhook/types.ts';

const keyBytes = 18;

/**
 * What a request is known by on every instance: equal for equal content, whatever the order of its keys. SHA-256, as the
 * key is no secret between instances, and nobody may find a second request with the key of another.
 */
export async function requestKey(route: WebhookRoute, request: object): Promise<string> {
  return sha256Key(`${route} ${JSON.stringify(request, sortedKeys)}`);
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

// A slice of a longer text would keep all of it.
function sha256Key(text: string): string | Promise<string> {
  if (typeof atOnce !== 'function') return sha256KeyAnywhere(text);
  return atOnce('sha256', text, 'buffer').toString('base64url', 0, keyBytes);
}

async function sha256KeyAnywhere(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const hash = new Uint8Array(digest, 0, keyBytes);
  return btoa(String.fromCharCode(...hash))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
