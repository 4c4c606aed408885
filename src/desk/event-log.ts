import type { DeskEvent } from './types.ts';

/** The newest events, each at a position that is one more than the one before, and whoever waits for the next. */
export class EventLog {
  readonly #maxEvents: number;
  readonly #events: DeskEvent[] = [];
  #start: number;
  #waiting = new Set<() => void>();

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

  at(position: number): DeskEvent | undefined {
    return this.#events[position - this.#start];
  }

  add(event: DeskEvent): void {
    this.#events.push(event);
    // Not one at a time: moving all the others costs something.
    if (this.#events.length > this.#maxEvents * 1.5) {
      this.#start += this.#events.splice(0, this.#events.length - this.#maxEvents).length;
    }
  }

  /** Tells those who wait that there is something to see. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) wake();
  }

  /** Resolves at the next {@link wake}, or when `signal` aborts. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      if (signal.aborted) done();
      else signal.addEventListener('abort', done, { once: true });
      if (!signal.aborted) this.#waiting.add(done);
    });
  }
}

/** For each follower a copy of its own: what one of them changes is not what the next one reads. */
export function copyEvent(event: DeskEvent): DeskEvent {
  return structuredClone(event);
}
