import type { Clock, Timer } from '../../internal/clock.ts';
import { readField, readSafely } from '../../internal/thrown.ts';
import type { StillOpen } from '../desk.ts';
import { EventWaiters } from '../store/event-waiters.ts';
import type { DeskEvent } from '../types.ts';
import { type Ahead, type HowFar, isAhead } from './how-far.ts';
import { SkipEvent } from './skip-event.ts';

/** What an event dispatcher needs. */
export interface DispatcherParts {
  handler: (event: DeskEvent | StillOpen) => unknown;
  /** How many handlers may run at once. */
  concurrency: number;
  clock: Clock;
  /** Asked before each event. While it may not, nothing is started. */
  mayHandle(): boolean;
  failed(error: unknown, conversationId: string): void;
}

/** An event that is not done, with the cursor of the event before it. */
interface Undone {
  event: DeskEvent | StillOpen;
  before: string;
}

/** The events of a conversation that are not done: the first one runs, or waits to. Held up as long as it fails. */
interface Lane {
  events: Undone[];
  failures: number;
}

const minPauseMs = 1_000;
const maxPauseMs = 60_000;
// However long an error asks to wait.
const maxAskedPauseMs = 3_600_000;
// Events that are read and not done: more are read later. Those of conversations that are held up do not hold up the others.
const maxUndone = 1_000;
const maxUndoneInAll = 10_000;
// More conversations are not worth the place they take.
const maxExcepted = 1_000;

/** Calls a handler for events: of one conversation one at a time and in order, of different ones at once. */
export class EventDispatcher {
  readonly #parts: DispatcherParts;
  readonly #lanes = new Map<string, Lane>();
  readonly #ready: Lane[] = [];
  // In the order they came.
  readonly #undone = new Set<Undone>();
  // Of what was read: the last cursor, and the latest time.
  #last: { cursor: string; at: number };
  // What an earlier follower has handled beyond the place this one begins at.
  #ahead: Ahead | undefined;
  #isSorted = true;
  // How many events wait in lanes that are held up.
  #heldUp = 0;
  #running = 0;
  #isStopped = false;
  readonly #waiting = new EventWaiters();
  readonly #pauses = new Set<Timer>();

  /** @param howFar where the events begin */
  constructor({ cursor, ahead }: HowFar, parts: DispatcherParts) {
    this.#last = { cursor, at: 0 };
    this.#ahead = ahead;
    this.#parts = parts;
  }

  /** How far it is. Sessions that are open are handed to each follower anew, so they do not count. */
  get howFar(): HowFar {
    const { upTo, at, except: known } = this.#ahead ?? { upTo: this.#last.cursor, at: this.#last.at, except: {} };
    const except = new Map<string, string>();
    let cursor: string | undefined;
    for (const { event, before } of this.#undone) {
      if (event.type === 'open') continue;
      cursor ??= before;
      if (!except.has(event.conversationId)) except.set(event.conversationId, before);
    }
    const isOfUse = this.#isSorted && except.size <= maxExcepted && (cursor !== undefined || this.#ahead);
    const ahead = isOfUse ? { upTo, at, except: { ...known, ...Object.fromEntries(except) } } : undefined;
    return { cursor: cursor ?? this.#last.cursor, ahead };
  }

  /** Where to read on. */
  get last(): string {
    return this.#last.cursor;
  }

  /** Something is not done, and not held up. */
  get isFlowing(): boolean {
    return this.#undone.size > this.#heldUp;
  }

  /** Nothing is to be added for now. */
  get isFull(): boolean {
    return this.#undone.size - this.#heldUp >= maxUndone || this.#undone.size >= maxUndoneInAll;
  }

  /** Leaves out what is no longer kept. */
  goOnFrom(cursor: string): void {
    this.#last = { ...this.#last, cursor };
  }

  add(event: DeskEvent): void {
    const { cursor: before, at } = this.#last;
    // Those of a store that is not one of ours may not sort.
    if (at > 0 && event.cursor <= before) this.#isSorted = false;
    this.#last = { cursor: event.cursor, at: Math.max(at, event.at) };
    if (!this.#isDone(event)) this.#enqueue({ event, before });
  }

  /** Adds a session that is open. It has no place among the events. */
  addOpen(event: StillOpen): void {
    this.#enqueue({ event, before: this.#last.cursor });
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

  #enqueue(undone: Undone): void {
    const { conversationId } = undone.event;
    this.#undone.add(undone);
    const lane = this.#lanes.get(conversationId);
    if (lane) {
      lane.events.push(undone);
      if (lane.failures > 0) this.#heldUp++;
      return;
    }
    const first = { events: [undone], failures: 0 };
    this.#lanes.set(conversationId, first);
    this.#ready.push(first);
    this.#start();
  }

  // Whether an earlier follower has handled it.
  #isDone(event: DeskEvent): boolean {
    const ahead = this.#ahead;
    if (!ahead) return false;
    if (event.cursor > ahead.upTo) this.#ahead = undefined;
    return isAhead(ahead, event);
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
    const failure = await this.#handle(first.event);
    this.#running--;
    if (!failure) {
      if (lane.failures > 0) this.#heldUp -= lane.events.length;
      lane.failures = 0;
      lane.events.shift();
      this.#undone.delete(first);
      if (lane.events.length > 0) this.#ready.push(lane);
      else this.#lanes.delete(first.event.conversationId);
    } else {
      if (lane.failures === 0) this.#heldUp += lane.events.length;
      const growing = Math.min(maxPauseMs, minPauseMs * 2 ** lane.failures++);
      this.#startLater(lane, Math.max(growing, failure.askedPauseMs));
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

  // Undefined when the event is done.
  async #handle(event: DeskEvent | StillOpen): Promise<{ askedPauseMs: number } | undefined> {
    try {
      await this.#parts.handler(event);
      return undefined;
    } catch (error) {
      if (readSafely(() => error instanceof SkipEvent)) return undefined;
      this.#parts.failed(error, event.conversationId);
      const asked = readField(error, 'retryAfterMs');
      return { askedPauseMs: typeof asked === 'number' && asked > 0 ? Math.min(asked, maxAskedPauseMs) : 0 };
    }
  }
}
