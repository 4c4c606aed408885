/** Calls back when a time is up, unless cancelled before. */
export interface Timers {
  /** Returns the function that cancels. */
  start(onTimeUp: () => void): () => void;
}

/** A timer of its own for each caller: what runtimes need that tie a timer to the request that made it. */
export function separateTimers(ms: number): Timers {
  return {
    start(onTimeUp) {
      const timer = setTimeout(onTimeUp, ms);
      return () => clearTimeout(timer);
    },
  };
}

interface Waiting {
  dueAt: number;
  onTimeUp: () => void;
  previous: Waiting | undefined;
  next: Waiting | undefined;
}

/**
 * One timer for all callers. As everybody waits equally long, who comes last is due last: a list, whose head the
 * timer is set for, does it all. Nearly every caller cancels, and that costs two assignments.
 */
export class SharedTimers implements Timers {
  readonly #ms: number;
  #head: Waiting | undefined;
  #tail: Waiting | undefined;
  #armed = false;

  constructor(ms: number) {
    this.#ms = ms;
  }

  start(onTimeUp: () => void): () => void {
    const waiting: Waiting = { dueAt: performance.now() + this.#ms, onTimeUp, previous: this.#tail, next: undefined };
    if (this.#tail) this.#tail.next = waiting;
    else this.#head = waiting;
    this.#tail = waiting;
    if (!this.#armed) this.#arm(this.#ms);
    return () => this.#remove(waiting);
  }

  #arm(ms: number): void {
    this.#armed = true;
    const timer: unknown = setTimeout(() => this.#fire(), Math.max(1, Math.ceil(ms)));
    // Not to keep a process alive that has nothing else to do. Browsers and Workers return a number.
    if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as { unref(): void }).unref();
  }

  #fire(): void {
    this.#armed = false;
    const now = performance.now();
    while (this.#head && this.#head.dueAt <= now) {
      const due = this.#head;
      this.#remove(due);
      due.onTimeUp();
    }
    if (this.#head && !this.#armed) this.#arm(this.#head.dueAt - now);
  }

  #remove(waiting: Waiting): void {
    if (waiting.previous) waiting.previous.next = waiting.next;
    else if (this.#head === waiting) this.#head = waiting.next;
    else return; // Removed before.
    if (waiting.next) waiting.next.previous = waiting.previous;
    else this.#tail = waiting.previous;
    waiting.previous = undefined;
    waiting.next = undefined;
  }
}
