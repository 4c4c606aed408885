import type { Timer } from '../internal/clock.ts';

/** Timers that all run for the same time. */
export interface Timers {
  start(onTimeUp: () => void): Timer;
  /**
   * Waits for a promise that another request settles, however long that takes. Keeps the waiting request alive, which
   * Cloudflare Workers would cancel.
   */
  stayAliveUntil<T>(promise: Promise<T>): Promise<T>;
}

/**
 * Timers of `ms`. Node, Bun and Deno share one timer between requests. Cloudflare Workers does not allow that, so each
 * request has its own there (https://github.com/cloudflare/workerd/issues/210).
 */
export function createTimers(ms: number): Timers {
  const isServer = globalThis.process?.versions?.node !== undefined && !('WebSocketPair' in globalThis);
  return isServer ? new SharedTimers(ms) : separateTimers(ms);
}

/** One timer for each caller, for runtimes that tie a timer to the request that started it. */
export function separateTimers(ms: number): Timers {
  return {
    start(onTimeUp) {
      const timer = setTimeout(onTimeUp, ms);
      return { cancel: () => clearTimeout(timer) };
    },
    stayAliveUntil(promise) {
      // Cloudflare Workers cancels a request that waits for nothing of its own: "The script will never generate a
      // response" (https://github.com/cloudflare/workerd/issues/210). So the request gets a timer of its own.
      const own = setInterval(() => {}, 1_000);
      return promise.finally(() => clearInterval(own));
    },
  };
}

/** One timer for all callers. It follows fake timers that a test installs. */
export class SharedTimers implements Timers {
  readonly #ms: number;
  #list: TimerList;

  constructor(ms: number) {
    this.#ms = ms;
    this.#list = new TimerList(ms);
  }

  start(onTimeUp: () => void): Timer {
    // A test has installed or removed fake timers. Running timers stay in the old list, with the timer function of
    // then.
    if (this.#list.setTimeout !== setTimeout) this.#list = new TimerList(this.#ms);
    return this.#list.start(onTimeUp);
  }

  stayAliveUntil<T>(promise: Promise<T>): Promise<T> {
    return promise;
  }
}

// All callers wait equally long, so the list is in the order in which they are due. One timer is set for the first of
// them. Nearly all callers have cancelled by the time it fires.
class TimerList {
  /** The timer function and the clock at the time of its creation, real or fake. */
  readonly setTimeout = setTimeout;
  readonly #now = performance.now.bind(performance);
  readonly #ms: number;
  // A circular list. This entry belongs to no caller and marks its start and end.
  readonly #ends = new Entry();
  #armed = false;

  constructor(ms: number) {
    this.#ms = ms;
  }

  start(onTimeUp: () => void): Timer {
    const entry = new Entry(onTimeUp, this.#now() + this.#ms, this.#ends);
    if (!this.#armed) this.#arm(this.#ms);
    return entry;
  }

  #arm(ms: number): void {
    this.#armed = true;
    // Called as a plain function: browsers throw when it is called as a method of another object
    // (https://github.com/sindresorhus/p-timeout/pull/18).
    const { setTimeout } = this;
    const timer: { unref?: () => void } | number = setTimeout(() => this.#fire(), Math.ceil(ms));
    // Lets the process exit when nothing else runs. On Deno and in browsers a timer is a number.
    if (typeof timer === 'object') timer.unref?.();
  }

  #fire(): void {
    this.#armed = false;
    for (let first = this.#ends.next; first !== this.#ends; first = this.#ends.next) {
      const left = first.dueAt - this.#now();
      if (left > 0) {
        this.#arm(left);
        return;
      }
      first.cancel();
      first.onTimeUp();
    }
  }
}

// Linked to both neighbours, so that it can be removed without a search.
class Entry implements Timer {
  next: Entry = this;
  previous: Entry = this;

  constructor(
    readonly onTimeUp: () => void = () => {},
    readonly dueAt = 0,
    before: Entry | undefined = undefined,
  ) {
    if (!before) return;
    this.next = before;
    this.previous = before.previous;
    before.previous.next = this;
    before.previous = this;
  }

  cancel(): void {
    this.previous.next = this.next;
    this.next.previous = this.previous;
    this.next = this;
    this.previous = this;
  }
}
