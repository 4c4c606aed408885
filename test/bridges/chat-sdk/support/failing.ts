import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RoomFailure } from 'gptbots-human/testing/bridge';

/** An answer of a stand-in's API. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** One call of a stand-in's API. */
export interface ApiCall {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Serves a stand-in of an API. A call that is `lost` gets no answer. */
export async function serveApi(
  answer: (call: ApiCall) => Answer | 'lost' | Promise<Answer | 'lost'>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => closed(server) };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://room');
    const { method = 'GET', headers } = request;
    const body = Buffer.concat(parts).toString();
    const given = await answer({ method, path: pathname, query: searchParams, headers, body });
    if (given === 'lost') {
      response.destroy();
      return;
    }
    response.writeHead(given.status ?? 200, { 'content-type': 'application/json', ...given.headers });
    response.end(given.body === undefined ? undefined : JSON.stringify(given.body));
  }
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

/** How a room fails at the moment, if it does. */
export class Failing {
  private now: RoomFailure | undefined;
  private left = 0;
  private readonly forbidden = new Map<string, string>();

  fail(how: RoomFailure): void {
    this.now = how;
  }

  /** So many calls are done, and then none. */
  refuseAfter(calls: number): void {
    this.fail({ kind: 'refused' });
    this.left = calls;
  }

  /** A method is refused, with this code. */
  forbid(method: string, code: string): void {
    this.forbidden.set(method, code);
  }

  /** The code that a method is refused with. */
  codeOf(method: string): string | undefined {
    return this.forbidden.get(method);
  }

  heal(): void {
    this.now = undefined;
  }

  /** How a call that concerns this thread fails. */
  in(ref: string | undefined): RoomFailure | undefined {
    if (this.left-- > 0) return undefined;
    const { now } = this;
    return now && (now.ref === undefined || now.ref === ref) ? now : undefined;
  }
}

/** What people see of a text: no character that takes no room. */
export function seen(text: string): string {
  return text.replaceAll('\u200b', '');
}
