import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Answered } from './answered.ts';

/** A client that writes HTTP by hand, to do what no well-behaved client does. */
export class RawConnection {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #wake: () => void = () => {};
  /** Resolves once the connection is closed, whoever closed it. */
  readonly closed: Promise<void>;

  /** Connects to a port of this machine; the connection ends with the test. */
  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => {
      socket.destroy();
    });
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        resolve();
        this.#wake();
      });
    });
    socket.on('data', (part) => {
      this.#received = Buffer.concat([this.#received, typeof part === 'string' ? Buffer.from(part) : part]);
      this.#wake();
    });
    // A reset is one of the ways a connection may close.
    socket.on('error', () => {});
  }

  /** Writes the head of a POST, and as much of the body as is given. */
  post(path: string, headers: Record<string, string | number>, body = ''): void {
    const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  }

  write(data: string | Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(data);
  }

  /** Resolves once all of it was sent, or the connection broke. Reads nothing meanwhile. */
  async writeBeforeReading(data: string | Uint8Array): Promise<void> {
    this.#socket.pause();
    await new Promise((sent) => this.#socket.write(data, sent));
    this.#socket.resume();
  }

  /** Ends the sending side only. */
  endSending(): void {
    this.#socket.end();
  }

  /** Breaks the connection off with a reset. */
  breakOff(): void {
    this.#socket.resetAndDestroy();
  }

  /** Waits for one whole answer. Its headers are taken off what was received, so that the next one can follow. */
  async answer(): Promise<Answered> {
    for (;;) {
      const answer = this.#takeAnswer();
      if (answer) return answer;
      if (this.#socket.destroyed) throw new Error(`expected an answer, got "${this.#received}" and the end`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** What was received, and not yet taken for an answer. */
  get rest(): string {
    return this.#received.toString();
  }

  #takeAnswer(): Answered | undefined {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const [statusLine = '', ...lines] = this.#received.subarray(0, end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const bodyEnd = end + 4 + Number(headers['content-length']);
    if (this.#received.length < bodyEnd) return undefined;
    const text = this.#received.subarray(end + 4, bodyEnd).toString();
    this.#received = this.#received.subarray(bodyEnd);
    return { status: Number(statusLine.split(' ')[1]), headers, text };
  }
}
