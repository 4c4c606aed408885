import type { Connection, OwnConnection } from './redis-client.ts';

/** An entry of a stream: its id, and its fields as a flat list of names and values. */
export interface StreamEntry {
  id: string;
  values: string[];
}

const blockMs = 5000;
const maxEntries = 500;
const pauseMs = 200;

/** Reads new entries of a stream on its own connection. When the connection is lost, waits until it is back. */
export class StreamReader {
  readonly #connection: Connection;
  readonly #key: string;
  #own: OwnConnection | undefined;
  #reading: Promise<void> | undefined;
  #isClosed = false;
  #stopWaiting: () => void = () => {};

  constructor(connection: Connection, key: string) {
    this.#connection = connection;
    this.#key = key;
  }

  /** Starts to read the entries after an id. */
  start(after: string, read: (entries: StreamEntry[]) => void): void {
    this.#reading ??= this.#readAll(after, read);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopWaiting();
    await this.#reading;
  }

  async #readAll(after: string, read: (entries: StreamEntry[]) => void): Promise<void> {
    let last = after;
    while (!this.#isClosed) {
      const entries = await this.#unlessClosed(this.#readMore(last));
      last = entries.at(-1)?.id ?? last;
      if (entries.length > 0) read(entries);
    }
    this.#own?.close();
  }

  // A client that disconnects may never settle its pending commands, so closing does not wait for them.
  #unlessClosed(reading: Promise<StreamEntry[]>): Promise<StreamEntry[]> {
    return new Promise((resolve) => {
      this.#stopWaiting = () => resolve([]);
      reading.then(resolve);
    });
  }

  async #readMore(last: string): Promise<StreamEntry[]> {
    try {
      this.#own ??= this.#connection.duplicate();
      const args = ['XREAD', 'COUNT', String(maxEntries), 'BLOCK', String(blockMs), 'STREAMS', this.#key, last];
      return entriesOf(await this.#own.send(this.#key, args));
    } catch {
      // The client reconnects by itself. Until then, commands fail or wait.
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      return [];
    }
  }
}

// RESP2 answers with a list of pairs, RESP3 with a map (https://github.com/redis/node-redis/issues/2983). Depending on
// the client, the map is a flat list, a Map or an object.
function entriesOf(answer: unknown): StreamEntry[] {
  if (answer === null || typeof answer !== 'object') return [];
  const parts: unknown[] = answer instanceof Map ? [...answer.values()] : Object.values(answer);
  const [first] = parts;
  const stream = Array.isArray(first) && typeof first[0] === 'string' ? first : parts;
  const entries = stream.find(Array.isArray) ?? [];
  return entries.map(([id, values]: [string, string[]]) => ({ id, values }));
}
