import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { AnswerReader, type RawAnswer } from './answer-reader.ts';
import { withinPatience } from './within-patience.ts';

/** A connection that takes answers one by one, and notices when there are too many or too few. */
export class FuzzConnection {
  readonly #socket: Socket;
  readonly #reader = new AnswerReader();
  #wake: () => void = () => {};

  static async open(port: number): Promise<FuzzConnection> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const connection = new FuzzConnection(socket);
    await once(socket, 'connect');
    return connection;
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (part) => {
      this.#reader.add(part);
      this.#wake();
    });
    const onEnd = () => {
      this.#reader.isClosed = true;
      this.#wake();
    };
    socket.on('end', onEnd);
    socket.on('close', onEnd);
    // A reset is one of the ways a connection may end.
    socket.on('error', () => {});
  }

  /** Sends the pieces, each on a later turn of the event loop than the one before. */
  async send(pieces: Buffer[]): Promise<void> {
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) await new Promise<void>((resolve) => setImmediate(resolve));
      if (this.#socket.writable) this.#socket.write(piece);
    }
  }

  /** Nothing more will be sent. */
  end(): void {
    this.#socket.end();
  }

  /** Breaks off without a word. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** The next answer; undefined when the connection ends without one. */
  async answer(method: string): Promise<RawAnswer | undefined> {
    for (;;) {
      const answer = this.#reader.take(method);
      if (answer || this.#reader.isClosed) return answer;
      await this.#news('an answer');
    }
  }

  /** Ends the connection; returns what came that nobody had asked for. */
  async rest(): Promise<string> {
    this.end();
    while (!this.#reader.isClosed) await this.#news('the end of the connection');
    this.#socket.destroy();
    return this.#reader.rest;
  }

  #news(what: string): Promise<void> {
    const news = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return withinPatience(news, what);
  }
}
