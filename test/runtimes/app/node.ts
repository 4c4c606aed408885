import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { serve, webhook } from './app.ts';
import { serveNode } from './node-face.ts';

console.log(JSON.stringify({ fetch: await serveNode(bridge), node: await serveNode(webhook.node) }));

// Node has no server that speaks fetch; this is what its adapters do.
async function bridge(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', headers } = incoming;
  const init: RequestInit & { duplex: 'half' } = {
    method,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    duplex: 'half',
  };
  // Two declarations of the same stream, Node's and the DOM's.
  if (method !== 'GET') init.body = Readable.toWeb(incoming) as ReadableStream;
  const response = await serve(new Request(`http://localhost${url}`, init));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(await response.text());
}
