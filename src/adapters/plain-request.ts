import { readSafely } from '../internal/thrown.ts';
import type { WebhookRequest } from '../webhook/types.ts';

/** A request as `webhook.handle` takes it: what hosts have, without a `?? {}` or `?? undefined` around it. */
export interface HandleRequest {
  /** In any case: Hapi's is in lower case. */
  method: string;
  /** The path with its query, or the whole URL. */
  url: string | URL;
  /** An object, a `Headers`, or anything with `get`. */
  headers?: WebhookRequest['headers'] | { get(name: string): string | null } | null | undefined;
  /** Raw, already parsed by the framework, or a stream that is still to be read. */
  body?: WebhookRequest['body'] | null | undefined;
}

/** The method in upper case, which not every framework gives it in. */
export function methodOf(method: unknown): string {
  if (method === 'POST') return method;
  return typeof method === 'string' ? method.toUpperCase() : '';
}

/** The URL as text; without one `''`, which belongs to no route. */
export function urlOf(url: unknown): string {
  if (typeof url === 'string') return url;
  // Whatever it is: a URL of any realm has this.
  const href = readSafely(() => (url as { href?: unknown }).href);
  return typeof href === 'string' ? href : '';
}
