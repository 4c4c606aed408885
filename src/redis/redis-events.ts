import { cursorError } from '../desk/cursor-error.ts';
import { copyEvent, EventLog } from '../desk/event-log.ts';
import type { DeskEvent } from '../desk/types.ts';
import { pause } from '../internal/waiting.ts';
import { decodeChange, decodeText } from './encode.ts';
import type { Connection } from './redis-client.ts';
import type { ScriptRunner } from './script-runner.ts';
import { type StreamEntry, StreamReader } from './stream-reader.ts';

// Followers read the newest events from memory. A follower that falls behind reads from Redis.
const maxEventsInMemory = 1000;
const maxPageEvents = 500;
const pauseMs = 250;

/** The end of a store's stream: which stream it is, and how many events it has had. */
interface Tail {
  generation: string;
  count: number;
}

/**
 * The events of a Redis store. One connection reads new events for all followers. Each follower reads older events
 * itself. Events are numbered without gaps, so that a follower notices when Redis has trimmed some.
 */
export class RedisEvents {
  readonly #script: ScriptRunner;
  readonly #reader: StreamReader;
  #live: { generation: string; log: EventLog } | undefined;

  constructor(connection: Connection, base: string, script: ScriptRunner) {
    this.#script = script;
    this.#reader = new StreamReader(connection, `${base}:e`);
  }

  async *follow(after: string | undefined, signal: AbortSignal): AsyncGenerator<DeskEvent, void> {
    if (signal.aborted) return;
    const [tail] = await this.#read('tail', []);
    const { generation, count } = parse(String(tail));
    const from = after === undefined ? { generation, count } : parse(after);
    if (from.generation !== generation || from.count > count) throw cursorError('foreign');
    this.#listen({ generation, count });
    let next = from.count + 1;
    while (!signal.aborted) {
      const live = this.#live;
      if (live?.generation !== generation) throw cursorError('trimmed');
      const event = live.log.at(next);
      if (event) {
        next++;
        yield copyEvent(event);
      } else if (next >= live.log.end) {
        await live.log.next(signal);
      } else {
        for (const one of await this.#page(generation, next, signal)) {
          if (signal.aborted) return;
          next++;
          yield one;
        }
      }
    }
  }

  async close(): Promise<void> {
    await this.#reader.close();
    this.#live?.log.wake();
  }

  // The first follower starts the reader. When Redis has lost its data and a new follower notices before the reader,
  // the follower starts the new log.
  #listen({ generation, count }: Tail): void {
    const before = this.#live;
    if (before && Number(before.generation) >= Number(generation)) return;
    this.#live = { generation, log: new EventLog(maxEventsInMemory, count + 1) };
    before?.log.wake();
    this.#reader.start(`${generation}-${count}`, (entries) => {
      for (const entry of entries) this.#take(entry);
      this.#live?.log.wake();
    });
  }

  #take(entry: StreamEntry): void {
    const { generation, count } = parse(entry.id);
    const before = this.#live;
    // Events were trimmed while the connection was lost, or Redis has lost its data. A new log starts here. Followers
    // that are behind it read from Redis, and notice the gap there.
    if (before?.generation !== generation || before.log.end !== count) {
      this.#live = { generation, log: new EventLog(maxEventsInMemory, count) };
      before?.log.wake();
    }
    this.#live?.log.add(eventOf(entry));
  }

  // Reads events from Redis, from a position on.
  async #page(generation: string, position: number, signal: AbortSignal): Promise<DeskEvent[]> {
    let answer: unknown[];
    try {
      answer = await this.#read('events', [`${generation}-${position - 1}`, String(maxPageEvents)]);
    } catch {
      await pause(pauseMs, signal);
      return [];
    }
    const [tail, entries] = answer[0] as [string, [string, string[]][]];
    const events = entries.map(([id, values]) => eventOf({ id, values }));
    if (parse(tail).generation !== generation || events[0]?.cursor !== `${generation}-${position}`) {
      throw cursorError('trimmed');
    }
    return events;
  }

  #read(operation: string, args: string[]): Promise<unknown[]> {
    return this.#script.run({ operation, args, isWrite: false });
  }
}

function parse(cursor: string): Tail {
  const [, generation, count] = /^(\d{1,20})-(\d{1,16})$/.exec(cursor) ?? [];
  if (generation === undefined) throw cursorError('foreign');
  return { generation, count: Number(count) };
}

function eventOf({ id, values }: StreamEntry): DeskEvent {
  const field = (name: string) => values[values.indexOf(name) + 1] ?? '';
  const encodedId = field('c');
  return {
    cursor: id,
    conversationId: decodeText(encodedId),
    at: Number(field('a')),
    ...decodeChange(encodedId, field('t'), field('d')),
  };
}
