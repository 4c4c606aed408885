import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import * as z from 'zod';
import { secret } from '../fixtures.ts';
import { handlers } from '../in-child.ts';

// What the hand-written variants share: what a good developer would write for this protocol without the package.

const timestamp = z.int();

/** The chat request. */
export const ChatSchema = z.looseObject({ conversation_id: z.string().min(1), timestamp, body: z.string() });

/** The close request. */
export const CloseSchema = z.looseObject({ conversation_id: z.string().min(1), timestamp, type: z.string() });

/** The establish request. */
export const EstablishSchema = z.looseObject({
  conversation_id: z.string().min(1),
  timestamp,
  bot_id: z.string(),
  email: z.string().nullish(),
  body: z.array(z.looseObject({ message_type: z.string(), text: z.string() })),
  user_info: z.looseObject({ user_id: z.string().nullish(), anonymous_id: z.string().nullish() }).nullish(),
});

const expected = Buffer.from(`Bearer ${secret}`);

/** Compares an Authorization header in constant time. */
export function isAuthorized(header: string | null | undefined): boolean {
  const given = Buffer.from(header ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const maxBodyBytes = 1_048_576;
const bodyTimeoutMs = 10_000;
const handlerTimeoutMs = 10_000;

const routes: Record<
  string,
  { schema: z.ZodType<{ conversation_id: string }>; handler: (request: unknown) => Promise<void> } | undefined
> = {
  '/conversation/establish': { schema: EstablishSchema, handler: handlers.establish },
  '/chat': { schema: ChatSchema, handler: handlers.chat },
  '/conversation/close': { schema: CloseSchema, handler: handlers.close },
};

/** Does some work for a request; what it is for is known by the request and its text. */
type Around = (request: { conversation_id: string }, text: string, work: () => Promise<void>) => Promise<void>;

/** The three routes, with a secret, schemas and limits, and what `around` adds. */
export function nodeListener(around: Around = (_request, _text, work) => work()): RequestListener {
  return async (req, res) => {
    try {
      await answer(req, res, around);
    } catch (error) {
      if (error instanceof HttpError) reply(res, error.status, error.message);
      else reply(res, 500, 'failed');
    }
  };
}

const maxKnown = 10_000;
const known = new Set<string>();
const lastOf = new Map<string, Promise<void>>();

/** One conversation's handlers run one after another, and a redelivery runs none: what the package does by default. */
export const inTurnAndOnce: Around = async ({ conversation_id }, text, work) => {
  const before = lastOf.get(conversation_id) ?? Promise.resolve();
  const own = before.then(async () => {
    // The text itself would keep what customers wrote.
    const key = createHash('sha1').update(text).digest('base64');
    if (known.has(key)) return;
    await work();
    if (known.size === maxKnown) known.delete(known.values().next().value ?? '');
    known.add(key);
  });
  const settled = own.catch(() => {});
  lastOf.set(conversation_id, settled);
  try {
    await own;
  } finally {
    if (lastOf.get(conversation_id) === settled) lastOf.delete(conversation_id);
  }
};

async function answer(req: IncomingMessage, res: ServerResponse, around: Around): Promise<void> {
  const route = routes[req.url?.split('?')[0] ?? ''];
  if (!route) throw new HttpError(404, 'no such route');
  if (req.method !== 'POST') throw new HttpError(405, 'use POST');
  if (!isAuthorized(req.headers.authorization)) throw new HttpError(401, 'wrong secret');
  const text = await withinTime(readBody(req), bodyTimeoutMs, () => new HttpError(408, 'body too slow'));
  const parsed = route.schema.safeParse(parseJson(text));
  if (!parsed.success) throw new HttpError(400, 'invalid request');
  const { data } = parsed;
  await around(data, text, () =>
    withinTime(route.handler(data), handlerTimeoutMs, () => new HttpError(504, 'handler too slow')),
  );
  reply(res, 200, 'success');
}

function readBody(req: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) reject(new HttpError(413, 'body too large'));
      else chunks.push(chunk);
    });
    req.on('end', () => resolve(Buffer.concat(chunks).toString()));
    req.on('error', reject);
  });
}

async function withinTime<T>(work: Promise<T>, ms: number, error: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(error()), ms);
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, 'not JSON');
  }
}

function reply(res: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ code: status, message });
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  res.end(body);
}

class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
