import type { DeskEvent } from '../types.ts';
import { EventWaiters } from './event-waiters.ts';

/** How a tail reads. */
export interface TailSource {
  /** Where it begins. */
  position: string;
  read(after: string): Promise<TailRead | 'gone'>;
  listen: ((onNews: () => void) => () => void) | undefined;
}

/** What a tail has read. */
export interface TailRead {
  events: DeskEvent[];
  /** To read on from. */
  position: string;
  /** There may be more than could be read at once. */
  isMore: boolean;
}

const maxKept = 1000;
// News may be lost with a connection nobody has noticed to be dead: so it also looks by itself.
const pollMs = 500;
const pollBesideNewsMs = 2_000;
const idleMs = 10_000;

/**
 * The newest events, read once for all who follow on this instance. It listens and reads for as long as somebody waits, and a
 * little longer; then it closes. Whoever comes back later reads by themselves first, and begins another one.
 */
export class Tail {
  readonly #source: TailSource;
  readonly #waiters = new EventWaiters();
  readonly #stopListening: (() => void) | undefined;
  readonly #idleMs: number;
  #events: DeskEvent[] = [];
  // What is after `#from`, up to `#position`, is in `#events`.
  #from: string;
  #position: string;
  #isReading = false;
  // What came before it listened was told to nobody.
  #isNews = true;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOpen = true;

  /** @param unusedMs it closes once nobody has waited for so long */
  constructor(source: TailSource, unusedMs = idleMs) {
    this.#source = source;
    this.#idleMs = unusedMs;
    this.#from = source.position;
    this.#position = source.position;
    this.#stopListening = source.listen?.(() => this.wake());
  }

  /** Whether somebody waits for what comes. */
  get isUsed(): boolean {
    return this.#isOpen && this.#waiters.size > 0;
  }

  /** Whether what comes after a position is here, or will be. */
  covers(position: string): boolean {
    return this.#isOpen && position >= this.#from;
  }

  /** The first event after a position, if it is here. */
  after(position: string): DeskEvent | undefined {
    if (!this.covers(position)) return undefined;
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.cursor ?? '') > position) high = middle;
      else low = middle + 1;
    }
    return this.#events[low];
  }

  /** Resolves when there may be something new, or when `signal` aborts. */
  next(signal: AbortSignal): Promise<void> {
    const next = this.#waiters.next(signal);
    this.#readSoon();
    this.#closeWhenIdle();
    return next;
  }

  /** There is something new: reads it, if somebody waits for it. */
  wake(): void {
    this.#isNews = true;
    if (this.#waiters.size > 0) void this.#read();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#events = [];
    clearTimeout(this.#timer);
    clearTimeout(this.#idleTimer);
    this.#stopListening?.();
    this.#waiters.wake();
  }

  // One timer for all who wait: what is set for each of them costs more than the event.
  #closeWhenIdle(): void {
    if (this.#idleTimer || !this.#isOpen) return;
    const timer: { unref?: () => void } | number = setTimeout(() => {
      this.#idleTimer = undefined;
      if (this.#waiters.size === 0) this.close();
      else this.#closeWhenIdle();
    }, this.#idleMs);
    if (typeof timer === 'object') timer.unref?.();
    this.#idleTimer = timer as ReturnType<typeof setTimeout>;
  }

  #readSoon(): void {
    if (this.#isNews) {
      void this.#read();
      return;
    }
    if (this.#timer || this.#isReading || !this.#isOpen) return;
    this.#timer = setTimeout(() => void this.#read(), this.#source.listen ? pollBesideNewsMs : pollMs);
  }

  // Never rejects: a database that is away is asked again.
  async #read(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isReading || !this.#isOpen) return;
    this.#isReading = true;
    this.#isNews = false;
    const read = await this.#source.read(this.#position).catch(() => undefined);
    this.#isReading = false;
    if (!this.#isOpen) return;
    // Whoever is not past it has to look, and finds out that something is missing.
    if (read === 'gone') {
      this.close();
      return;
    }
    if (read?.isMore) this.#isNews = true;
    if (read && read.position > this.#position) this.#take(read.events, read.position);
    if (this.#waiters.size > 0) this.#readSoon();
  }

  #take(events: DeskEvent[], position: string): void {
    this.#events.push(...events);
    this.#position = position;
    if (this.#events.length > 2 * maxKept) {
      const gone = this.#events.splice(0, this.#events.length - maxKept);
      this.#from = gone.at(-1)?.cursor ?? this.#from;
    }
    this.#waiters.wake();
  }
}
