import { EventWaiters } from '../store/event-waiters.ts';
import type { DeskEvent } from '../types.ts';

/** The newest events, numbered without gaps, and those who wait for the next one. */
export class EventLog {
  readonly #maxEvents: number;
  // Of one that was erased, only its time is left.
  readonly #events: (DeskEvent | number)[] = [];
  #start: number;
  readonly #waiters = new EventWaiters();

  /** @param start the position of the first event that will come */
  constructor(maxEvents: number, start: number) {
    this.#maxEvents = maxEvents;
    this.#start = start;
  }

  /** The position of the oldest event that is here. */
  get start(): number {
    return this.#start;
  }

  /** The position of the next event that will come. */
  get end(): number {
    return this.#start + this.#events.length;
  }

  /** The event at a position; undefined when it was erased, or has not come yet. */
  at(position: number): DeskEvent | undefined {
    const event = this.#events[position - this.#start];
    return typeof event === 'number' ? undefined : event;
  }

  add(event: DeskEvent): void {
    this.#events.push(event);
    // Not one at a time: each removal moves all the others.
    if (this.#events.length > this.#maxEvents * 1.5) {
      this.#start += this.#events.splice(0, this.#events.length - this.#maxEvents).length;
    }
  }

  /** Forgets the events that are older than a time. */
  trim(before: number): void {
    const kept = this.#events.findIndex((event) => (typeof event === 'number' ? event : event.at) >= before);
    const gone = kept < 0 ? this.#events.length : kept;
    if (gone > 0) this.#start += this.#events.splice(0, gone).length;
  }

  /** Forgets the events of some conversations. */
  erase(conversationIds: Set<string>): void {
    for (const [index, event] of this.#events.entries()) {
      if (typeof event === 'number' || !conversationIds.has(event.conversationId)) continue;
      this.#events[index] = event.at;
    }
  }

  /** Wakes those who wait. */
  wake(): void {
    this.#waiters.wake();
  }

  /** Resolves at the next {@link wake}, or when `signal` aborts. */
  next(signal: AbortSignal): Promise<void> {
    return this.#waiters.next(signal);
  }
}
