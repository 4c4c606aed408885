import type { Connection, OwnConnection } from './redis-client.ts';

/** An entry of a stream: its id, and names and values in turn. */
export interface StreamEntry {
  id: string;
  values: string[];
}

const blockMs = 5000;
const most = 500;
const pauseMs = 200;

/** Reads a stream as it grows, on a connection of its own; a connection that is lost is waited for. */
export class StreamReader {
  readonly #connection: Connection;
  readonly #key: string;
  #own: OwnConnection | undefined;
  #reading: Promise<void> | undefined;
  #wake: () => void = () => {};
  #isClosed = false;

  constructor(connection: Connection, key: string) {
    this.#connection = connection;
    this.#key = key;
  }

  /** Reads what comes after an id. */
  start(after: string, read: (entries: StreamEntry[]) => void): void {
    this.#reading ??= this.#readAll(after, read);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wake();
    this.#own?.close();
    await this.#reading;
  }

  async #readAll(after: string, read: (entries: StreamEntry[]) => void): Promise<void> {
    let last = after;
    while (!this.#isClosed) {
      try {
        this.#own ??= await this.#connection.duplicate();
        if (this.#isClosed) this.#own.close();
        const args = ['XREAD', 'COUNT', String(most), 'BLOCK', String(blockMs), 'STREAMS', this.#key, last];
        const entries = entriesOf(await this.#own.send(this.#key, args));
        last = entries.at(-1)?.id ?? last;
        if (entries.length > 0) read(entries);
      } catch {
        // The client connects again by itself; what is asked meanwhile fails, or waits.
        await this.#pause();
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isClosed) resolve();
      const timer = setTimeout(resolve, pauseMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

// RESP2 gives a list of pairs; RESP3 a map, which clients show as a list of names and values in turn, a Map, or an object.
function entriesOf(answer: unknown): StreamEntry[] {
  if (answer === null || typeof answer !== 'object') return [];
  const parts: unknown[] = answer instanceof Map ? [...answer.values()] : Object.values(answer);
  const [first] = parts;
  const stream = Array.isArray(first) && typeof first[0] === 'string' ? first : parts;
  const entries = stream.find(Array.isArray) ?? [];
  return entries.map(([id, values]: [string, string[]]) => ({ id, values }));
}
