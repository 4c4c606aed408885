import type { Body } from '../webhook/call.ts';
import { declaredCharset } from '../webhook/charset.ts';
import { headersOf } from '../webhook/headers.ts';
import { refusals } from '../webhook/replies.ts';
import type { Timers } from '../webhook/timers.ts';
import type { WebhookRequest } from '../webhook/types.ts';
import { refusedByHeaders, withinSize } from './body-size.ts';
import type { BodyLimits } from './core-contract.ts';
import { type FetchRequest, isWrapped, rawRequest, type WrappedRequest } from './fetch-request.ts';
import { isUnread, readUnread } from './stream-body.ts';

/** Reads the body of a fetch Request, within the limits of size and time. Supports polyfills. */
export async function fetchBody(
  request: FetchRequest,
  headers: WebhookRequest['headers'],
  limits: BodyLimits,
  timers: Timers,
): Promise<Body> {
  const raw = rawRequest(request);
  const { body } = raw;
  if (raw.bodyUsed || isLocked(body)) {
    return isWrapped(request) ? readKept(request, headers, limits, timers) : refusals.requestAlreadyRead();
  }
  const encoding = headersOf(headers, 'content-encoding').join();
  const refusal = refusedByHeaders(encoding, headersOf(headers, 'content-length'), limits);
  if (refusal) return refusal;
  if (isUnread(body)) return readUnread(body, limits, timers);
  // React Native and some polyfills have no `body`, only methods that read it
  // (https://github.com/facebook/react-native/issues/27741).
  if (body === undefined && isUnread(raw)) return readUnread(raw, limits, timers);
  return withinSize(body, limits);
}

// A locked web stream has a reader already. The cast holds: any object can be asked for the field.
function isLocked(body: unknown): boolean {
  return (body as { locked?: unknown } | null | undefined)?.locked === true;
}

async function readKept(
  request: WrappedRequest,
  headers: WebhookRequest['headers'],
  limits: BodyLimits,
  timers: Timers,
): Promise<Body> {
  const { bodyCache = {} } = request;
  const isText = 'text' in bodyCache || 'json' in bodyCache;
  // A middleware decoded it as UTF-8, whatever its charset, and the bytes are gone.
  if (isText && declaredCharset(headers) !== undefined) return refusals.charsetUnknown();
  const kept = isText ? { text: () => request.text() } : { arrayBuffer: () => request.arrayBuffer() };
  return readUnread(kept, limits, timers, refusals.requestAlreadyRead);
}
