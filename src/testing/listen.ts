import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inputError } from '../internal/options.ts';
import type { Api, ApiOutcome } from './api.ts';
import { insideOf } from './inside.ts';
import type { Listening } from './types.ts';

/** Answers each request of an HTTP server. */
export type HttpListener = (req: IncomingMessage, res: ServerResponse) => void;

/** Starts an HTTP server. Rejects when the port is taken. */
export async function serveHttp(port: number, host: string, listener: HttpListener): Promise<Listening> {
  const { createServer } = await nodeHttp();
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host.replace(/^\[|\]$/g, ''), resolve);
  });
  // It listens on TCP, so its address is not a pipe's.
  const taken = (server.address() as AddressInfo).port;
  return {
    port: taken,
    url: `http://${/^[^[].*:/.test(host) ? `[${host}]` : host}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Those that wait for a dropped answer too.
        server.closeAllConnections();
      }),
  };
}

type NodeHttp = typeof import('node:http');

/**
 * Not imported at the top, nor by its name: this module also runs in web pages, as long as nobody listens, and a
 * bundler for them would fail at the name.
 */
async function nodeHttp(): Promise<NodeHttp> {
  const name = 'node:http';
  // Node 20.16 and later (https://github.com/nodejs/node/pull/52762), Bun and Deno. Also works in test runners without
  // dynamic import, such as Jest.
  const builtIn = globalThis.process?.getBuiltinModule?.(name);
  if (builtIn) return builtIn;
  return importModule(name).catch(() => {
    throw inputError(
      'platform.listen() needs Node, Bun or Deno: nothing can listen for HTTP here. Use platform.fetch.',
    );
  });
}

// A name that is not known before keeps bundlers out.
function importModule(name: string): Promise<NodeHttp> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ name);
}

/** Answers every request as the API of a platform: for a server that has more to say. */
export function nodeApiListener(platform: object): HttpListener {
  return apiListener(insideOf(platform).api);
}

/** Answers every request as the API. */
export function apiListener(api: Api): HttpListener {
  return async (req, res) => {
    const { method = 'GET', url = '/' } = req;
    const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
    const body = await readBody(req).catch(() => undefined);
    // The caller broke off, or sent more than any call of this API.
    if (!body) res.destroy();
    else send(res, await api.answer({ method, url, headers, body }));
  };
}

const maxCallBytes = 16 * 1024 * 1024;

async function readBody(req: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of req) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > maxCallBytes) return undefined;
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function send(res: ServerResponse, outcome: ApiOutcome): void {
  if ('broken' in outcome) {
    // A connection that was accepted cannot be refused any more.
    if (outcome.broken !== 'drop') res.socket?.resetAndDestroy();
    return;
  }
  const { status, headers, body } = outcome.answer;
  const bytes = new TextEncoder().encode(body);
  res.writeHead(status, { ...headers, 'content-length': bytes.byteLength });
  if (outcome.cut) res.write(bytes.subarray(0, bytes.byteLength / 2), () => res.socket?.resetAndDestroy());
  else res.end(bytes);
}
