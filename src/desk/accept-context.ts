import { decode, matchRoute } from '../webhook/routing.ts';
import type { WebhookRequest } from '../webhook/types.ts';
import type { AcceptContext } from './options.ts';

const masked = '***';

/** The HTTP request of an establish as `accept` sees it: without the secret. */
export function acceptContext({ url, headers }: WebhookRequest, secret: unknown): AcceptContext {
  const secrets = [secret].flat().filter((one) => typeof one === 'string');
  return { url: withoutSecret(url, secrets), headers: withoutCredentials(headers) };
}

function withoutSecret(url: string, secrets: readonly string[]): string {
  const [path = '', ...query] = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').split('?');
  const before = matchRoute(url)?.before.at(-1);
  const isSecret = before !== undefined && secrets.includes(decode(before));
  // The route comes right after it.
  const place = isSecret ? path.lastIndexOf(`/${before}/`) : -1;
  const shown = place < 0 ? path : `${path.slice(0, place)}/${masked}${path.slice(place + `/${before}`.length)}`;
  return [shown, ...query.map((part) => part.replace(/(^|&)token=[^&#]*/g, `$1token=${masked}`))].join('?');
}

function withoutCredentials(headers: WebhookRequest['headers']): Record<string, string> {
  // The cast holds: what has `get` is a Headers, which is a list of pairs.
  const pairs = typeof headers.get === 'function' ? [...(headers as Headers)] : Object.entries(headers);
  const shown: Record<string, string> = {};
  for (const [name, value] of pairs) {
    if (value !== undefined) shown[name.toLowerCase()] = [value].flat().join(', ');
  }
  if ('authorization' in shown) shown.authorization = masked;
  return shown;
}
