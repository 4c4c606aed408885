import { answeredWithin } from '../desk/store/answered-within.ts';
import { pause, unlessAborted } from '../internal/waiting.ts';
import { type RedisAnswer, textOf } from './redis-answer.ts';
import type { OwnConnection } from './redis-client.ts';

const blockMs = 2_000;
// Without an answer after this, nobody is at the other end of the connection.
const limitMs = 4_000;
const retryMs = 500;

/** Tells of new events, by waiting for them on a connection of its own, for as long as somebody listens. */
export class News {
  readonly #connect: () => OwnConnection;
  readonly #key: string;
  readonly #newest: () => number;
  readonly #listeners = new Set<() => void>();
  readonly #closing = new AbortController();
  #own: OwnConnection | undefined;
  #isWaiting = false;

  /** @param newest the newest event that is known here already */
  constructor(connect: () => OwnConnection, key: string, newest: () => number) {
    this.#connect = connect;
    this.#key = key;
    this.#newest = newest;
  }

  /** Calls back soon after new events; returns what ends it. */
  listen(onNews: () => void): () => void {
    // Each listener is one of its own.
    const listener = () => onNews();
    this.#listeners.add(listener);
    if (!this.#isWaiting) void this.#wait();
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#closing.abort();
    this.#letGo();
  }

  async #wait(): Promise<void> {
    const { signal } = this.#closing;
    this.#isWaiting = true;
    let last = 0;
    while (this.#listeners.size > 0 && !signal.aborted) {
      try {
        last = Math.max(last, this.#newest());
        last = (await unlessAborted(signal, () => this.#next(last))) ?? last;
      } catch {
        // A connection may be broken for good, or its client may have given up: another one is made.
        this.#letGo();
        await pause(retryMs, signal);
      }
    }
    this.#letGo();
    this.#isWaiting = false;
  }

  // The position of an event after this one, or nothing when there was none for a while.
  async #next(last: number): Promise<number | undefined> {
    this.#own ??= this.#connect();
    const own = this.#own;
    const command = ['XREAD', 'COUNT', '1', 'BLOCK', String(blockMs), 'STREAMS', this.#key, `${last}-0`];
    const position = positionIn(await answeredWithin(limitMs, () => own.send(this.#key, command)));
    if (position !== undefined) for (const listener of this.#listeners) listener();
    return position;
  }

  #letGo(): void {
    this.#own?.close();
    this.#own = undefined;
  }
}

// The first id in an answer; what is around it differs between protocols.
function positionIn(answer: RedisAnswer | undefined): number | undefined {
  if (Array.isArray(answer)) {
    for (const one of answer) {
      const position = positionIn(one);
      if (position !== undefined) return position;
    }
    return undefined;
  }
  const [, position] = /^(\d+)-0$/.exec(textOf(answer)) ?? [];
  return position === undefined ? undefined : Number(position);
}
