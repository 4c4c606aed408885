import type { WebhookRoute } from '../webhook/types.ts';

const keyBytes = 18;

/**
 * What a request is known by on every instance: equal for equal content, whatever the order of its keys. SHA-256, as the
 * key is no secret between instances, and nobody may find a second request with the key of another.
 */
export async function requestKey(route: WebhookRoute, request: object): Promise<string> {
  const text = new TextEncoder().encode(`${route} ${JSON.stringify(request, sortedKeys)}`);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', text), 0, keyBytes);
  return btoa(String.fromCharCode(...hash))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

// `JSON.stringify` also writes half a pair of UTF-16 in a way of its own, which UTF-8 could not.
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
