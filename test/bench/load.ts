import { type HttpAnswer, HttpConnection } from './http-connection.ts';
import { keepAwake } from './keep-awake.ts';

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
