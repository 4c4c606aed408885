import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Api, type ApiOutcome, apiOf } from './api.ts';
import type { Listening } from './types.ts';

type Listener = (req: IncomingMessage, res: ServerResponse) => void;

/** Starts an HTTP server. Rejects when the port is taken. */
export async function serveHttp(port: number, host: string, listener: Listener): Promise<Listening> {
  // Not at the top: this module also runs where there is no such thing, as long as nobody listens.
  const { createServer } = await import('node:http');
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  // It listens on TCP, so its address is not a pipe's.
  const taken = (server.address() as AddressInfo).port;
  return {
    port: taken,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Those that wait for a dropped answer too.
        server.closeAllConnections();
      }),
  };
}

/** Answers every request as the API of a platform: for a server that has more to say. */
export function nodeApiListener(platform: object): Listener {
  return apiListener(apiOf(platform));
}

/** Answers every request as the API. */
export function apiListener(api: Api): Listener {
  return async (req, res) => {
    try {
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      for await (const chunk of req) chunks.push(chunk);
      const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
      const { method = 'GET', url = '/' } = req;
      const body = new Uint8Array(await new Blob(chunks).arrayBuffer());
      send(res, await api.answer({ method, url, headers, body }));
    } catch {
      // The caller broke off.
      res.destroy();
    }
  };
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
