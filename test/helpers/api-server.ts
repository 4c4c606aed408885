import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface ReceivedCall {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** The exact body; empty when the step did not read it. */
  bytes: Buffer;
  /** The body as JSON. */
  readonly json: Record<string, unknown>;
  /** When its headers came, on the clock of `performance.now()`. */
  at: number;
  /** Resolves when the client went away without the whole answer. */
  gone: Promise<void>;
}

/** What the server does with one request. */
export interface Step {
  /** Leaves the body unread. */
  unread?: boolean;
  run(response: ServerResponse, call: ReceivedCall, request: IncomingMessage): void | Promise<void>;
}

/** A stand-in for GPTBots' API on a free port of this machine. */
export interface ApiServer {
  url: string;
  /** Every request, in the order of arrival. */
  calls: ReceivedCall[];
  /** The steps for the next requests, one each; after them `otherwise` applies. */
  script(...steps: Step[]): void;
  /** The step for each request that has none of its own; a success unless set. */
  otherwise(step: Step): void;
  /** Resolves with call number `count` (from 1) once it was recorded. */
  received(count: number): Promise<ReceivedCall>;
  /** How many TCP connections were made. */
  connections(): number;
  close(): Promise<void>;
}

/** Starts the server. It answers `{"code":0,"message":"success"}` to everything until it is scripted otherwise. */
export async function startApiServer(): Promise<ApiServer> {
  const calls: ReceivedCall[] = [];
  const news = new EventEmitter().setMaxListeners(0);
  const steps: Step[] = [];
  let fallback = ok();
  let connections = 0;

  const server = createServer(async (request, response) => {
    const step = steps.shift() ?? fallback;
    const call = record(request, response);
    // A client that goes away in the middle of its body is what some tests are about.
    if (!step.unread) call.bytes = await readAll(request).catch(() => Buffer.alloc(0));
    calls.push(call);
    news.emit('call');
    await step.run(response, call, request);
  });
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    // A server that listens on TCP has an address of this kind.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    script: (...next) => void steps.push(...next),
    otherwise: (step) => {
      fallback = step;
    },
    async received(count) {
      for (;;) {
        const call = calls[count - 1];
        if (call) return call;
        await once(news, 'call');
      }
    },
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function record(request: IncomingMessage, response: ServerResponse): ReceivedCall {
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    bytes: Buffer.alloc(0),
    get json() {
      return JSON.parse(this.bytes.toString());
    },
    at: performance.now(),
    gone: new Promise((resolve) => response.once('close', () => response.writableFinished || resolve())),
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/** Answers as GPTBots does when it took the call. */
export function ok(): Step {
  return json(200, { code: 0, message: 'success' });
}

/** Answers a status with a JSON body. */
export function json(status: number, body: unknown, headers: OutgoingHttpHeaders = {}): Step {
  return answer(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

/** Answers a status with a body of any kind. */
export function answer(status: number, body: string | Buffer = '', headers: OutgoingHttpHeaders = {}): Step {
  return {
    run: (response) => {
      const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
      response.writeHead(status, { ...length, ...headers }).end(body);
    },
  };
}

/** Holds a step back until it is released. */
export function held(step: Step = ok()): Step & { release(): void } {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    release: () => release(),
    async run(...exchange) {
      await released;
      await step.run(...exchange);
    },
  };
}
