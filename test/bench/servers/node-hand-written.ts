import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type * as z from 'zod';
import { ChatSchema, CloseSchema, EstablishSchema, isAuthorized } from '../hand-written.ts';
import { handlers } from './handlers.ts';
import { serve } from './serve.ts';

const maxBodyBytes = 1_048_576;
const bodyTimeoutMs = 10_000;
const handlerTimeoutMs = 10_000;

const routes: Record<string, { schema: z.ZodType; handler: (request: unknown) => Promise<void> } | undefined> = {
  '/conversation/establish': { schema: EstablishSchema, handler: handlers.establish },
  '/chat': { schema: ChatSchema, handler: handlers.chat },
  '/conversation/close': { schema: CloseSchema, handler: handlers.close },
};

serve(
  createServer(async (req, res) => {
    try {
      await answer(req, res);
    } catch (error) {
      if (error instanceof HttpError) reply(res, error.status, error.message);
      else reply(res, 500, 'failed');
    }
  }),
);

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const route = routes[req.url?.split('?')[0] ?? ''];
  if (!route) throw new HttpError(404, 'no such route');
  if (req.method !== 'POST') throw new HttpError(405, 'use POST');
  if (!isAuthorized(req.headers.authorization)) throw new HttpError(401, 'wrong secret');
  const text = await withinTime(readBody(req), bodyTimeoutMs, () => new HttpError(408, 'body too slow'));
  const parsed = route.schema.safeParse(parseJson(text));
  if (!parsed.success) throw new HttpError(400, 'invalid request');
  await withinTime(route.handler(parsed.data), handlerTimeoutMs, () => new HttpError(504, 'handler too slow'));
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
