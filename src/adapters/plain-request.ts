import { readSafely } from '../internal/thrown.ts';
import type { WebhookRequest } from '../webhook/types.ts';

/** A request for `webhook.handle`. Takes the values of hosts as they are, null and undefined included. */
export interface HandleRequest {
  /** In upper or lower case. Hapi 21 gives lower case. */
  method: string;
  /** The path with its query, or the whole URL. */
  url: string | URL;
  /** An object, a `Headers`, or anything with `get`. */
  headers?: WebhookRequest['headers'] | { get(name: string): string | null } | null | undefined;
  /** Raw, parsed by the framework, or a stream that is still to be read. */
  body?: WebhookRequest['body'] | null | undefined;
}

/** The method in upper case. Some frameworks give lower case. */
export function methodOf(method: unknown): string {
  if (method === 'POST') return method;
  return typeof method === 'string' ? method.toUpperCase() : '';
}

/** The URL as text. Without a URL it is `''`, which belongs to no route. */
export function urlOf(url: unknown): string {
  if (typeof url === 'string') return url;
  // Not instanceof, because a URL may be of another realm. The cast holds: the field is optional and checked.
  const href = readSafely(() => (url as { href?: unknown }).href);
  return typeof href === 'string' ? href : '';
}
