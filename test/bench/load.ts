import { connect, type Socket } from 'node:net';
import { keepAwake } from './in-child.ts';

const connectionCount = 24;

/** Puts load on one HTTP server, over connections that stay open between the rounds. */
export class Load {
  readonly #connections: HttpConnection[];

  private constructor(connections: HttpConnection[]) {
    this.#connections = connections;
  }

  static async open(port: number): Promise<Load> {
    return new Load(await Promise.all(Array.from({ length: connectionCount }, () => HttpConnection.open(port))));
  }

  /** Sends one request. */
  ask(request: string): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => this.#connections[0]?.exchange(request, resolve, reject));
  }

  /** Sends all requests, as fast as they are answered. Rejects when an answer is anything but a 200. */
  send(requests: string[]): Promise<void> {
    let next = 0;
    let open = requests.length;
    let isBusy = true;
    const sending = new Promise<void>((resolve, reject) => {
      const advance = (connection: HttpConnection) => {
        const request = requests[next++];
        if (request !== undefined) connection.exchange(request, (answer) => onAnswer(connection, answer), reject);
      };
      const onAnswer = (connection: HttpConnection, { status, body }: HttpAnswer) => {
        if (status !== 200) return reject(new Error(`expected a 200, got ${status} ${body}`));
        open--;
        if (open === 0) resolve();
        else advance(connection);
      };
      for (const connection of this.#connections) advance(connection);
    });
    keepAwake(() => isBusy);
    return sending.finally(() => {
      isBusy = false;
    });
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

/** What a server answered. */
export interface HttpAnswer {
  status: number;
  body: string;
}

interface Exchange {
  onAnswer(answer: HttpAnswer): void;
  onFailure(error: Error): void;
}

/**
 * One kept-alive HTTP/1.1 connection, one request at a time. By hand, because the load must cost less than the server
 * it is put on: a client of any library would leave the server waiting.
 */
class HttpConnection {
  readonly #socket: Socket;
  #received = '';
  #waiting: Exchange | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text) => this.#receive(String(text)));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new HttpConnection(socket)));
      socket.once('error', reject);
    });
  }

  exchange(request: string, onAnswer: Exchange['onAnswer'], onFailure: Exchange['onFailure']): void {
    this.#waiting = { onAnswer, onFailure };
    if (this.#socket.destroyed) this.#fail(new Error('the server closed the connection'));
    else this.#socket.write(request);
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #receive(text: string): void {
    this.#received += text;
    const answer = readAnswer(this.#received);
    if (answer === undefined) return;
    const waiting = this.#waiting;
    this.#received = '';
    this.#waiting = undefined;
    waiting?.onAnswer(answer);
  }

  #fail(error: Error): void {
    this.#waiting?.onFailure(error);
    this.#waiting = undefined;
  }
}

// Undefined as long as the answer is not complete.
function readAnswer(text: string): HttpAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const status = Number(text.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
  const body = text.slice(end + 4);
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
  const isComplete = length === undefined ? body.endsWith('0\r\n\r\n') : body.length >= Number(length);
  return isComplete ? { status, body } : undefined;
}
