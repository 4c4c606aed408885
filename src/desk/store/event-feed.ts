import { isGptBotsHumanError } from '../../internal/error.ts';
import { pause } from '../../internal/waiting.ts';
import type { DeskEvent } from '../types.ts';
import { answeredWithin } from './answered-within.ts';
import { copyEvent } from './copy-event.ts';
import { cursorError } from './cursor-error.ts';
import type { DeskDatabase, EventsRead } from './database.ts';
import { decodeChange } from './layout.ts';
import { storeError } from './store-error.ts';
import { Tail, type TailRead } from './tail.ts';

const maxPageEvents = 500;
const retryMs = 250;

/** The events of a database, for all who follow on this instance: what comes is read once, what was before is read by each. */
export class EventFeed {
  readonly #database: DeskDatabase;
  readonly #timeoutMs: number;
  #tail: Tail | undefined;
  #isClosed = false;

  constructor(database: DeskDatabase, timeoutMs: number) {
    this.#database = database;
    this.#timeoutMs = timeoutMs;
  }

  /** The position of the newest event. */
  async position(): Promise<string> {
    const read = await this.#read(undefined);
    return read === 'gone' ? '' : read.position;
  }

  async *follow(after: string | undefined, signal: AbortSignal): AsyncGenerator<DeskEvent, void> {
    if (signal.aborted || this.#isClosed) return;
    let position = after ?? (await this.position());
    let isKnown = after === undefined;
    while (!signal.aborted && !this.#isClosed) {
      const tail = this.#tail;
      const event = tail?.after(position);
      if (event && isKnown) {
        position = event.cursor;
        yield copyEvent(event);
      } else if (isKnown && tail?.covers(position)) {
        await tail.next(signal);
      } else {
        const read = await this.#readOn(position, isKnown, signal);
        if (!read) continue;
        isKnown = true;
        for (const one of read.events) {
          if (signal.aborted) return;
          position = one.position;
          yield eventOf(one);
        }
        position = read.position > position ? read.position : position;
        if (read.events.length < maxPageEvents) this.#listen(position);
      }
    }
  }

  /** There is something new on this instance. */
  wake(): void {
    this.#tail?.wake();
  }

  /** Ends those who follow, and any that begin later. */
  close(): void {
    this.#isClosed = true;
    this.#tail?.close();
    this.#tail = undefined;
  }

  // Somebody who has read all there is: from here on, one reads for everybody.
  #listen(position: string): void {
    if (this.#isClosed || this.#tail?.isUsed || this.#tail?.covers(position)) return;
    this.#tail?.close();
    this.#tail = new Tail({
      position,
      read: async (from) => {
        const read = await this.#read(from);
        return read === 'gone' ? read : decoded(read);
      },
      listen: this.#database.listen?.bind(this.#database),
    });
  }

  // Undefined when the database is away: whoever follows waits until it is back.
  async #readOn(position: string, isKnown: boolean, signal: AbortSignal): Promise<EventsRead | undefined> {
    try {
      const read = await this.#read(position);
      if (read === 'gone') throw cursorError(isKnown ? 'trimmed' : 'foreign');
      return read;
    } catch (error) {
      if (!isGptBotsHumanError(error) || error.kind !== 'store') throw error;
      if (!isKnown) throw error;
      await pause(retryMs, signal);
      return undefined;
    }
  }

  async #read(position: string | undefined): Promise<EventsRead | 'gone'> {
    try {
      return await answeredWithin(this.#timeoutMs, () => this.#database.events(position, maxPageEvents));
    } catch (error) {
      throw storeError(this.#database.name, { isWrite: false }, error);
    }
  }
}

// Where something cannot be read, each that follows comes upon it by itself, and is told why.
function decoded({ events, position }: EventsRead): TailRead | 'gone' {
  try {
    return { events: events.map(eventOf), position, isMore: events.length === maxPageEvents };
  } catch {
    return 'gone';
  }
}

function eventOf({ position, conversationId, type, at, data }: EventsRead['events'][number]): DeskEvent {
  return { cursor: position, conversationId, at, ...decodeChange(conversationId, type, data) };
}
