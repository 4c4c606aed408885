import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { Random } from '../../../src/testing/random.ts';
import { type RoomCall, roomPath } from './room-connector.ts';

/** A thread of the room, as it stands. */
export interface RoomThread {
  ref: string;
  conversationId: string;
  /** What was posted, in the order it came; also twice. */
  texts: string[];
  isClosed: boolean;
  written: { id: string; text: string; agent: { id: string } }[];
}

/** How often which fault is played on a call of the connector's. */
export type RoomChances = Partial<Record<'refuse' | 'limit' | 'late' | 'lose', number>>;

type Asked = { ref: string; conversationId: string; texts: string[]; text: string; id: string; status: string };

/** The agents' room of another system: it has an API, which fails at times, and tells the instances of a desk once. */
export class RoomServer {
  readonly threads = new Map<string, RoomThread>();
  /** What was told of each reply, the newest. */
  readonly outcomes = new Map<string, string>();
  /** How often which fault was played. */
  readonly played = new Map<string, number>();
  /** Calls of the connector's. */
  calls = 0;
  chances: RoomChances = {};
  readonly #random: Random;
  readonly #ports: () => number[];
  #count = 0;
  url = '';

  private constructor(seed: number, ports: () => number[]) {
    this.#random = new Random(seed);
    this.#ports = ports;
  }

  static async start(seed: number, ports: () => number[]): Promise<RoomServer> {
    const room = new RoomServer(seed, ports);
    const server = createServer((request, response) => {
      room.#answer(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    // It listens on a port.
    room.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return room;
  }

  /** An agent writes; one instance is told, once, and perhaps it is just dying. */
  async write(ref: string, text: string): Promise<string> {
    const reply = { id: text, text, agent: { id: 'ann' } };
    const thread = this.threads.get(ref);
    thread?.written.push(reply);
    thread?.texts.push(text);
    await this.#tell({ what: 'heard', ref, reply });
    return reply.id;
  }

  /** An agent presses *Send again*. */
  async again(ref: string, id: string): Promise<void> {
    await this.#tell({ what: 'heard', ref, reply: { id, text: id, agent: { id: 'ann' } } });
  }

  async close(ref: string): Promise<void> {
    await this.#tell({ what: 'closed', ref, agent: { id: 'ann' } });
  }

  async #tell(call: RoomCall): Promise<void> {
    const ports = this.#ports();
    const port = ports[Math.floor(this.#random.next() * ports.length)];
    const init = { method: 'POST', body: JSON.stringify(call) };
    await fetch(`http://127.0.0.1:${port}${roomPath}`, init).catch(() => {});
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    this.calls++;
    const fault = this.#fault();
    if (fault) this.played.set(fault, (this.played.get(fault) ?? 0) + 1);
    if (fault === 'refuse') return reply(response, 500, {});
    if (fault === 'limit') return reply(response.setHeader('retry-after', '1.5'), 429, {});
    if (fault === 'late') await new Promise((resolve) => setTimeout(resolve, 300));
    const done = this.#do(request.url ?? '', JSON.parse(body));
    if (fault === 'lose') response.destroy();
    else reply(response, done ? 200 : 404, done ?? {});
  }

  // Undefined for a thread that is gone.
  #do(path: string, { ref, conversationId, texts, text, id, status }: Asked): object | undefined {
    if (path === '/open') {
      const opened = { ref: `t${++this.#count}`, conversationId, texts, isClosed: false, written: [] };
      this.threads.set(opened.ref, opened);
      return { ref: opened.ref };
    }
    if (path === '/outcome') {
      this.outcomes.set(id, status);
      return {};
    }
    const thread = this.threads.get(ref);
    if (!thread) return undefined;
    if (path === '/post') thread.texts.push(text);
    if (path === '/close') thread.isClosed = true;
    return { written: thread.written };
  }

  #fault(): keyof RoomChances | undefined {
    let rest = this.#random.next();
    for (const fault of ['refuse', 'limit', 'late', 'lose'] as const) {
      rest -= this.chances[fault] ?? 0;
      if (rest < 0) return fault;
    }
    return undefined;
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status).end(JSON.stringify(body));
}
