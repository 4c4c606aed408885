import { connect, type Socket } from 'node:net';

/** What a server answered. */
export interface HttpAnswer {
  status: number;
  body: string;
}

interface Waiting {
  onAnswer(answer: HttpAnswer): void;
  onFailure(error: Error): void;
}

/**
 * One kept-alive HTTP/1.1 connection, one request at a time. By hand, because the load must cost less than the server
 * it is put on: a client of any library would leave the server waiting.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #received = '';
  #waiting: Waiting | undefined;

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

  exchange(request: string, onAnswer: Waiting['onAnswer'], onFailure: Waiting['onFailure']): void {
    this.#waiting = { onAnswer, onFailure };
    this.#socket.write(request);
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
