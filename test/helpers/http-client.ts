import { type Agent, type IncomingMessage, request } from 'node:http';
import type { Answered } from './answered.ts';

/** One HTTP request. The path is sent as it stands. */
export interface Sent {
  /** @default POST */
  method?: string;
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
  /** Keeps connections; without it each request has one of its own. */
  agent?: Agent;
}

/** Sends a request over a connection of its own, and reads the whole answer. */
export function sendHttp(port: number, { method = 'POST', path, headers, body, agent }: Sent): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const isChunked = headers?.['transfer-encoding'] !== undefined;
    const length = body === undefined || isChunked ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      // A pooled connection may be one that a server of an earlier test has closed.
      agent: agent ?? false,
      headers: { ...length, ...headers },
    });
    outgoing.on('response', (incoming) => readAnswer(incoming).then(resolve, reject));
    outgoing.on('error', reject);
    // Not as text: Node then joins head and body, and writes both as UTF-8, where a head is to be latin1.
    outgoing.end(body === undefined ? body : Buffer.from(body));
  });
}

async function readAnswer(incoming: IncomingMessage): Promise<Answered> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  return {
    status: incoming.statusCode ?? 0,
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    text: Buffer.concat(parts).toString(),
  };
}
