import { encodeUtf8 } from '../../internal/bytes.ts';
import { inputError } from '../../internal/options.ts';
import { readBytes } from '../../internal/read-bytes.ts';
import { realClearTimeout, realNow, realSetTimeout } from '../../internal/real-timers.ts';
import { describeError } from '../describe-error.ts';
import type { PlainReply, PlainRequest, WebhookTarget } from '../types.ts';
import type { NoAnswer, Outcome } from './outcome.ts';
import type { Redact } from './redact.ts';

/** One request, ready to go. */
export interface Outgoing {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array | undefined;
  /** Instead of a body: the beginning of one, and never the rest. */
  unfinished?: boolean | undefined;
}

/** A way to the webhook. */
export interface Sender {
  /** Over HTTP, as a fetch handler, or as a plain function. */
  kind: 'http' | 'fetch' | 'handle';
  baseUrl: URL;
  /** Sends a request. Resolves after `limitMs` at the latest, and never rejects. */
  send(request: Outgoing, limitMs: number): Promise<Outcome>;
}

interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

type Exchange = (request: Outgoing, signal: AbortSignal) => Promise<RawAnswer | NoAnswer['what']>;

// More than that is no answer to a webhook, and is not looked at.
const maxAnswerBytes = 1_048_576;

/**
 * Makes the way to a target.
 *
 * @throws {GptBotsHumanError} kind `input`, for what is no target
 */
export function createSender(target: WebhookTarget, baseUrl: string, redact: Redact): Sender {
  if (typeof target === 'string' || target instanceof URL) {
    return sender(
      'http',
      String(target),
      redact,
      throughFetch((request) => fetch(request)),
    );
  }
  if (typeof target === 'function') return sender('fetch', baseUrl, redact, throughFetch(target));
  if (typeof target?.handle === 'function') return sender('handle', baseUrl, redact, throughHandle(target));
  throw inputError('target: expected a base URL, a function that takes a Request, or an object with handle().');
}

function sender(kind: Sender['kind'], baseUrl: string, redact: Redact, exchange: Exchange): Sender {
  if (!/^https?:\/\//i.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw inputError('target: expected an absolute URL of http or https, such as http://localhost:3000/gptbots.');
  }
  const url = new URL(baseUrl);
  if (url.username || url.password) {
    throw inputError('target: expected a URL without user name and password, which fetch refuses.');
  }
  const send = async (request: Outgoing, limitMs: number): Promise<Outcome> => {
    const startedAt = realNow();
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeUp = new Promise<'time up'>((resolve) => {
      timer = realSetTimeout(resolve, Math.max(0, limitMs), 'time up');
    });
    const none = (reason: NoAnswer['reason'], what: string): NoAnswer => {
      return { kind: 'none', reason, what: redact(what), durationMs: realNow() - startedAt };
    };
    try {
      const result = await Promise.race([exchange(request, abort.signal).then((got) => ({ got })), timeUp]);
      if (result === 'time up') return none('timeout', 'no answer');
      if (typeof result.got === 'string') return none('rubbish', result.got);
      return answer(result.got, realNow() - startedAt, redact);
    } catch (error) {
      return none(kind === 'http' ? 'connection' : 'threw', describeError(error));
    } finally {
      realClearTimeout(timer);
      // Ends what is still under way, such as a body that never ends.
      abort.abort();
    }
  };
  return { kind, baseUrl: url, send };
}

function throughFetch(handler: (request: Request) => unknown): Exchange {
  return async ({ method, url, headers, body, unfinished }, signal) => {
    // As bytes: with a text, fetch adds a content type of its own.
    const bytes = typeof body === 'string' ? encodeUtf8(body) : (body ?? null);
    const init = { method, headers, signal, redirect: 'manual', body: unfinished ? beginning() : bytes };
    // TypeScript's DOM types do not know `duplex` yet, without which Node takes no stream.
    const request = new Request(url, { ...init, duplex: 'half' } as RequestInit);
    const response = await handler(request);
    if (!isResponse(response)) return `the handler returned ${kindOf(response)}, not a Response`;
    return { status: response.status, headers: Object.fromEntries(response.headers), text: await textOf(response) };
  };
}

function throughHandle(target: { handle(request: PlainRequest): Promise<PlainReply> }): Exchange {
  return async ({ method, url, headers, body }) => {
    const reply: unknown = await target.handle({
      method,
      url,
      headers,
      body: typeof body === 'string' ? body : undefined,
    });
    if (!isReply(reply)) return `handle() returned ${kindOf(reply)}, not { status, headers, body }`;
    const names = Object.entries(reply.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
    return { status: reply.status, headers: Object.fromEntries(names), text: reply.body };
  };
}

function beginning(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.enqueue(encodeUtf8('{"conversation_id":')) });
}

async function textOf(response: Response): Promise<string> {
  if (!response.body) return '';
  const bytes = await readBytes(response.body.getReader(), maxAnswerBytes);
  return bytes ? new TextDecoder().decode(bytes) : `more than ${maxAnswerBytes} bytes`;
}

// Structural: the Response of another realm, or of a polyfill, is one as well. Any object may be asked for these fields.
function isResponse(value: unknown): value is Response {
  const { status, headers, body } = Object(value) as Partial<Response>;
  return typeof status === 'number' && typeof headers?.get === 'function' && body !== undefined;
}

function isReply(value: unknown): value is PlainReply {
  // Any object may be asked for these fields.
  const { status, body } = Object(value) as Partial<PlainReply>;
  return typeof status === 'number' && typeof body === 'string';
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object'
    ? `an object with ${Object.keys(value).join(', ') || 'nothing in it'}`
    : `a ${typeof value}`;
}

function answer({ status, headers, text }: RawAnswer, durationMs: number, redact: Redact): Outcome {
  const whole = `${JSON.stringify(headers)}\n${text}`;
  const contract = contractOf(text);
  return {
    kind: 'answer',
    status,
    headers,
    text,
    contract,
    shown: {
      contentType: redact(headers['content-type'] ?? ''),
      location: redact(headers.location?.split('?')[0] ?? ''),
      text: redact(text),
      message: redact(contract?.message ?? ''),
    },
    leaksSecret: redact(whole) !== whole,
    durationMs,
  };
}

function contractOf(text: string): { code: number; message: string } | undefined {
  try {
    // Any object may be looked at as a bag of unknowns.
    const { code, message } = Object(JSON.parse(text)) as Record<string, unknown>;
    if (typeof code === 'number' && Number.isInteger(code) && typeof message === 'string') return { code, message };
  } catch {
    // Not JSON.
  }
  return undefined;
}
