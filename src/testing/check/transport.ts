import { readSafely } from '../../internal/thrown.ts';
import { answerText, textWithinLimit } from '../answer-text.ts';
import type { PlainReply, PlainRequest } from '../types.ts';

/** One request, ready to go. */
export interface Outgoing {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array | undefined;
  /** Instead of a body: the beginning of one, and never the rest. */
  unfinished?: boolean | undefined;
}

/** An answer as it came. */
export interface RawAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  text: string;
}

/** How far an exchange came. */
export interface AnswerProgress {
  /** Once the head of an answer is there. */
  status?: number;
}

/** Sends a request, and gives the answer, or what is wrong with it. May reject, and may never settle. */
export type Transport = (
  request: Outgoing,
  signal: AbortSignal,
  progress: AnswerProgress,
) => Promise<RawAnswer | { rubbish: string } | 'too large'>;

const encoder = new TextEncoder();

/** Over HTTP, or by a fetch handler. */
export function throughFetch(handler: (request: Request) => unknown): Transport {
  return async ({ method, url, headers, body, unfinished }, signal, progress) => {
    // As bytes: with a text, fetch adds a content type of its own.
    const bytes = typeof body === 'string' ? encoder.encode(body) : (body ?? null);
    const init = { method, headers, signal, redirect: 'manual', body: unfinished ? beginning() : bytes };
    // TypeScript's DOM types do not know `duplex` yet, without which Node takes no stream.
    const request = new Request(url, { ...init, duplex: 'half' } as RequestInit);
    const response = await handler(request);
    if (!isResponse(response)) return { rubbish: `the handler returned ${kindOf(response)}, not a Response` };
    const { status } = response;
    progress.status = status;
    const text = await answerText(response);
    return text === undefined ? 'too large' : { status, headers: Object.fromEntries(response.headers), text };
  };
}

/** By a function that takes a plain request. */
export function throughHandle(target: { handle(request: PlainRequest): Promise<PlainReply> }): Transport {
  return async ({ method, url, headers, body }, _signal, progress) => {
    const text = typeof body === 'string' ? body : undefined;
    const reply: unknown = await target.handle({ method, url, headers, body: text });
    if (!isReply(reply)) return { rubbish: `handle() returned ${kindOf(reply)}, not { status, headers, body }` };
    progress.status = reply.status;
    if (textWithinLimit(reply.body) === undefined) return 'too large';
    const names = Object.entries(reply.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
    return { status: reply.status, headers: Object.fromEntries(names), text: reply.body };
  };
}

function beginning(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.enqueue(encoder.encode('{"conversation_id":')) });
}

// Structural: the Response of another realm, or of a polyfill, is one as well. Any object may be asked for these fields.
function isResponse(value: unknown): value is Response {
  const fields = readSafely(() => {
    const { status, headers, body } = Object(value) as Partial<Response>;
    return typeof status === 'number' && typeof headers?.get === 'function' && body !== undefined;
  });
  return fields === true;
}

function isReply(value: unknown): value is PlainReply {
  const fields = readSafely(() => {
    // Any object may be asked for these fields.
    const { status, body } = Object(value) as Partial<PlainReply>;
    return typeof status === 'number' && typeof body === 'string';
  });
  return fields === true;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const keys = readSafely(() => Object.keys(value).slice(0, 10).join(', '));
  return keys === undefined ? 'an object that cannot be read' : `an object with ${keys || 'nothing in it'}`;
}
