import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A call that came in, taken or refused. */
export interface ApiCall {
  path: string;
  authorization: string | undefined;
  /** What was answered. */
  status: number;
  conversation_id: unknown;
  body: unknown;
}

/** The two endpoints of GPTBots' human-service API, on a free local port. */
export interface StandIn {
  url: string;
  /** The next call that nobody has seen yet; rejects when none comes in time. */
  nextCall(timeoutMs: number): Promise<ApiCall>;
  close(): Promise<void>;
}

/** Starts a stand-in for GPTBots' API. It takes what the documentation describes, and refuses the rest. */
export async function startStandIn(apiKey: string): Promise<StandIn> {
  const unseen: ApiCall[] = [];
  const arrivals = new EventEmitter();
  const server = createServer(async (req, res) => {
    const request = await readObject(req);
    const status = judge(req, request, apiKey);
    answer(res, status);
    const { conversation_id, body } = request;
    unseen.push({ path: req.url ?? '', authorization: req.headers.authorization, status, conversation_id, body });
    arrivals.emit('call');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo; // on TCP it is never a pipe's name

  return {
    url: `http://127.0.0.1:${port}`,
    async nextCall(timeoutMs) {
      const waiting = AbortSignal.timeout(timeoutMs);
      for (let call = unseen.shift(); ; call = unseen.shift()) {
        if (call) return call;
        await once(arrivals, 'call', { signal: waiting }).catch(() => {
          throw new Error(`No call reached GPTBots within ${timeoutMs} ms.`);
        });
      }
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function readObject(req: IncomingMessage): Promise<Record<string, unknown>> {
  const value: unknown = await json(req).catch(() => undefined);
  // Any object may be looked at as a bag of unknowns.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function judge(
  { method, url, headers }: IncomingMessage,
  { conversation_id, timestamp, body }: Record<string, unknown>,
  apiKey: string,
): number {
  const isReply = url === '/v1/human/message/receive';
  if (method !== 'POST' || !(isReply || url === '/v1/human/close')) return 404;
  if (headers.authorization !== `Bearer ${apiKey}`) return 401;
  const isValid = typeof conversation_id === 'string' && conversation_id !== '' && Number.isInteger(timestamp);
  return isValid && (!isReply || (typeof body === 'string' && body !== '')) ? 200 : 400;
}

// The codes seen on GPTBots' other endpoints; existing clients take 0 for success.
const answers: Record<number, { code: number; message: string }> = {
  200: { code: 0, message: 'success' },
  400: { code: 40000, message: 'Invalid parameter' },
  401: { code: 40127, message: 'Developer authentication failed' },
};

function answer(res: ServerResponse, status: number): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(answers[status] ?? { code: status, message: 'Not found' }));
}
