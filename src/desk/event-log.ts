import type { DeskEvent } from './types.ts';

/** The newest events, numbered without gaps, and those who wait for the next one. */
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
    // Not one at a time: each removal moves all the others.
    if (this.#events.length > this.#maxEvents * 1.5) {
      this.#start += this.#events.splice(0, this.#events.length - this.#maxEvents).length;
    }
  }

  /** Wakes those who wait. */
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

/** A copy for each follower, so that none sees what another one changed. */
export function copyEvent(event: DeskEvent): DeskEvent {
  return structuredClone(event);
}
