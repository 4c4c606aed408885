import { readSafely } from '../internal/thrown.ts';
import type { IncomingCall } from '../webhook/call.ts';
import type { WebhookRequest } from '../webhook/types.ts';
import { plainHeaders } from './plain-headers.ts';

/** A request as `webhook.handle` takes it: what hosts have, without a `?? {}` or `?? undefined` around it. */
export interface HandleRequest {
  /** In any case: Hapi's is in lower case. */
  method: string;
  /** The path with its query, or the whole URL. */
  url: string | URL;
  headers?: WebhookRequest['headers'] | { get(name: string): string | null } | null | undefined;
  /** Raw, already parsed by the framework, or a stream that is still to be read. */
  body?: WebhookRequest['body'] | null | undefined;
}

/** All of a request but its body, each part of the kind it should be, whatever came. Never throws. */
export function readHead(
  request: { readonly [part in 'method' | 'url' | 'headers']?: unknown },
): Pick<IncomingCall, 'method' | 'urls' | 'headers'> {
  return {
    method: methodOf(readSafely(() => request.method)),
    urls: [urlOf(readSafely(() => request.url))],
    headers: readSafely(() => plainHeaders(request.headers)) ?? {},
  };
}

/** The method in upper case, which not every framework gives it in. */
export function methodOf(method: unknown): string {
  return typeof method === 'string' ? method.toUpperCase() : '';
}

/** The URL as text; without one `''`, which belongs to no route. */
export function urlOf(url: unknown): string {
  if (typeof url === 'string') return url;
  // Whatever it is: a URL of any realm has this.
  const href = readSafely(() => (url as { href?: unknown }).href);
  return typeof href === 'string' ? href : '';
}
