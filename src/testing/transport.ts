import { readBytes } from '../internal/read-bytes.ts';
import { readSafely } from '../internal/thrown.ts';
import type { PlainReply, PlainRequest } from './types.ts';

/** A webhook's answer is short. A longer one than this is not read to its end. */
export const maxWebhookAnswerBytes = 1_048_576;

/** A request to a webhook. */
export interface OutgoingRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array | undefined;
  /** Sends the beginning of a body instead of `body`, and never the rest. */
  unfinished?: boolean | undefined;
}

/**
 * The answer of a webhook, with its headers' names in lower case; or why what came is no answer. The status of
 * `Response.error()` is 0.
 */
export type TransportResult = PlainReply | { rubbish: string } | 'too large';

/**
 * Sends a request to a webhook. Rejects when there is no answer. It may never settle: `signal` ends an HTTP request,
 * but not a function that does not look at it.
 *
 * @param onStatus called when the head of the answer is there
 */
export type Transport = (
  request: OutgoingRequest,
  signal: AbortSignal,
  onStatus?: (status: number) => void,
) => Promise<TransportResult>;

const encoder = new TextEncoder();

/** Sends requests through `fetch`, or through a function that takes a `Request` and returns a `Response`. */
export function throughFetch(handler: (request: Request) => unknown): Transport {
  return async ({ method, url, headers, body, unfinished }, signal, onStatus) => {
    // Bytes, because fetch adds a content type of its own to a text.
    const bytes = typeof body === 'string' ? encoder.encode(body) : (body ?? null);
    // A redirect is an answer like any other: whether GPTBots would follow one is not documented.
    const init = { method, headers, signal, redirect: 'manual', body: unfinished ? beginning() : bytes };
    // Node needs `duplex` to send a stream (https://github.com/nodejs/node/issues/46221). The cast is for TypeScript
    // 5.9, whose DOM types do not have it.
    const request = new Request(url, { ...init, duplex: 'half' } as RequestInit);
    const response = await handler(request);
    if (!isResponse(response)) return { rubbish: `the handler returned ${kindOf(response)}, not a Response` };
    const { status } = response;
    onStatus?.(status);
    const text = await textOf(response);
    return text === undefined
      ? 'too large'
      : { status, headers: Object.fromEntries(response.headers.entries()), body: text };
  };
}

/** Sends requests to an object with `handle()`, as a webhook of this package is. */
export function throughHandle(target: { handle(request: PlainRequest): Promise<PlainReply> }): Transport {
  return async ({ method, url, headers, body }, _signal, onStatus) => {
    const text = typeof body === 'string' ? body : undefined;
    const reply: unknown = await target.handle({ method, url, headers, body: text });
    if (!isReply(reply)) return { rubbish: `handle() returned ${kindOf(reply)}, not { status, headers, body }` };
    onStatus?.(reply.status);
    const replyBody = reply.body ?? '';
    if (replyBody.length > maxWebhookAnswerBytes) return 'too large';
    const named = Object.entries(reply.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
    return { status: reply.status, headers: Object.fromEntries(named), body: replyBody };
  };
}

function beginning(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.enqueue(encoder.encode('{"conversation_id":')) });
}

// Undefined when the body is too large.
async function textOf(response: Response): Promise<string | undefined> {
  // A test's double of a Response may have no stream.
  if (response.body === undefined) {
    const text = await response.text();
    return text.length > maxWebhookAnswerBytes ? undefined : text;
  }
  if (response.body === null) return '';
  const bytes = await readBytes(response.body.getReader(), maxWebhookAnswerBytes);
  return bytes && new TextDecoder().decode(bytes);
}

// Not `instanceof`: a polyfill and another realm have a Response class of their own.
function isResponse(value: unknown): value is Response {
  const hasFields = readSafely(() => {
    // Any object may be asked for these fields.
    const { status, headers, body, text } = Object(value) as Partial<Response>;
    const hasBody = body !== undefined || typeof text === 'function';
    return typeof status === 'number' && typeof headers?.entries === 'function' && hasBody;
  });
  return hasFields === true;
}

function isReply(value: unknown): value is Pick<PlainReply, 'status'> & Partial<PlainReply> {
  const hasFields = readSafely(() => {
    // Any object may be asked for these fields.
    const { status, body } = Object(value) as Partial<PlainReply>;
    return typeof status === 'number' && typeof (body ?? '') === 'string';
  });
  return hasFields === true;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const keys = readSafely(() => Object.keys(value).slice(0, 10).join(', '));
  return keys === undefined ? 'an object that cannot be read' : `an object with ${keys || 'nothing in it'}`;
}
