import type { Clock, Timer } from '../../internal/clock.ts';
import { readSafely } from '../../internal/thrown.ts';
import { EventWaiters } from '../store/event-waiters.ts';
import type { DeskEvent } from '../types.ts';
import { SkipEvent } from './skip-event.ts';

/** What an event dispatcher needs. */
export interface DispatcherParts {
  handler: (event: DeskEvent) => unknown;
  /** How many handlers may run at once. */
  concurrency: number;
  clock: Clock;
  /** Asked before each event. While it may not, nothing is started. */
  mayHandle(): boolean;
  failed(error: unknown, conversationId: string): void;
}

/** An event that is not done, with the cursor of the event before it. */
interface Undone {
  event: DeskEvent;
  before: string;
}

/** The events of a conversation that are not done: the first one runs, or waits to. */
interface Lane {
  events: Undone[];
  failures: number;
}

const minPauseMs = 1_000;
const maxPauseMs = 60_000;

/** Calls a handler for events: of one conversation one at a time and in order, of different ones at once. */
export class EventDispatcher {
  readonly #parts: DispatcherParts;
  readonly #lanes = new Map<string, Lane>();
  readonly #ready: Lane[] = [];
  // In the order they came.
  readonly #undone = new Set<Undone>();
  #last: string;
  #running = 0;
  #isStopped = false;
  readonly #waiting = new EventWaiters();
  readonly #pauses = new Set<Timer>();

  /** @param cursor where the events begin */
  constructor(cursor: string, parts: DispatcherParts) {
    this.#last = cursor;
    this.#parts = parts;
  }

  /** All events up to here are done. */
  get position(): string {
    const [first] = this.#undone;
    return first ? first.before : this.#last;
  }

  /** Where to read on. */
  get last(): string {
    return this.#last;
  }

  /** How many events are not done. */
  get size(): number {
    return this.#undone.size;
  }

  add(event: DeskEvent): void {
    const undone = { event, before: this.#last };
    this.#last = event.cursor;
    this.#undone.add(undone);
    const lane = this.#lanes.get(event.conversationId);
    if (lane) {
      lane.events.push(undone);
      return;
    }
    const first = { events: [undone], failures: 0 };
    this.#lanes.set(event.conversationId, first);
    this.#ready.push(first);
    this.#start();
  }

  /** Resolves when a handler has ended, or `signal` aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return this.#waiting.next(signal);
  }

  /** Starts nothing more; resolves once no handler runs. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const pause of this.#pauses) pause.cancel();
    const { signal } = new AbortController();
    while (this.#running > 0) await this.#waiting.next(signal);
  }

  #start(): void {
    while (!this.#isStopped && this.#running < this.#parts.concurrency) {
      const lane = this.#ready.shift();
      if (!lane) return;
      if (this.#parts.mayHandle()) void this.#run(lane);
      else this.#startLater(lane, minPauseMs);
    }
  }

  // Never rejects.
  async #run(lane: Lane): Promise<void> {
    const [first] = lane.events;
    if (!first) return;
    this.#running++;
    const isDone = await this.#handle(first.event);
    this.#running--;
    if (isDone) {
      lane.failures = 0;
      lane.events.shift();
      this.#undone.delete(first);
      if (lane.events.length > 0) this.#ready.push(lane);
      else this.#lanes.delete(first.event.conversationId);
    } else {
      this.#startLater(lane, Math.min(maxPauseMs, minPauseMs * 2 ** lane.failures++));
    }
    this.#waiting.wake();
    this.#start();
  }

  #startLater(lane: Lane, ms: number): void {
    if (this.#isStopped) return;
    const pause = this.#parts.clock.start(ms, () => {
      this.#pauses.delete(pause);
      this.#ready.push(lane);
      this.#start();
    });
    this.#pauses.add(pause);
  }

  async #handle(event: DeskEvent): Promise<boolean> {
    try {
      await this.#parts.handler(event);
      return true;
    } catch (error) {
      if (readSafely(() => error instanceof SkipEvent)) return true;
      this.#parts.failed(error, event.conversationId);
      return false;
    }
  }
}
