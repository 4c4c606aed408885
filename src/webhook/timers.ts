import type { Timer } from '../internal/clock.ts';

/** Calls back when a time is up, unless cancelled before. */
export interface Timers {
  start(onTimeUp: () => void): Timer;
  /** Waits for what another request brings about. */
  wait<T>(promise: Promise<T>): Promise<T>;
}

/** Timers of `ms`: shared on Node, Bun and Deno, where that is allowed, separate on Cloudflare Workers and its like. */
export function createTimers(ms: number): Timers {
  const isServer = globalThis.process?.versions?.node !== undefined && !('WebSocketPair' in globalThis);
  return isServer ? new SharedTimers(ms) : separateTimers(ms);
}

/** A timer of its own for each caller: what runtimes need that tie a timer to the request that made it. */
export function separateTimers(ms: number): Timers {
  return {
    start(onTimeUp) {
      const timer = setTimeout(onTimeUp, ms);
      return { cancel: () => clearTimeout(timer) };
    },
    wait(promise) {
      // Cloudflare Workers cancels a request that has nothing of its own to wait for.
      const own = setInterval(() => {}, 1_000);
      return promise.finally(() => clearInterval(own));
    },
  };
}

/** One timer for all callers. */
export class SharedTimers implements Timers {
  readonly #ms: number;
  #list: TimerList;

  constructor(ms: number) {
    this.#ms = ms;
    this.#list = new TimerList(ms);
  }

  start(onTimeUp: () => void): Timer {
    // A test has put fake timers in place, or taken them away: what was started before stays with the timers of then.
    if (this.#list.setTimeout !== setTimeout) this.#list = new TimerList(this.#ms);
    return this.#list.start(onTimeUp);
  }

  wait<T>(promise: Promise<T>): Promise<T> {
    return promise;
  }
}

// As everybody waits equally long, who comes last is due last: the timer is set for the first in the list, and nearly
// every caller is gone from it by then.
class TimerList {
  /** The timers and the time of when it was made. */
  readonly setTimeout = setTimeout;
  readonly #now = performance.now.bind(performance);
  readonly #ms: number;
  // A ring: after its last entry it comes back to this one, which is nobody's.
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
    // Not as a method: browsers refuse that.
    const { setTimeout } = this;
    const timer: { unref?: () => void } | number = setTimeout(() => this.#fire(), Math.ceil(ms));
    // Not to keep a process alive that has nothing else to do. Outside Node a timer may be a number.
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

// Stands between two others, so that it can leave without looking for its place.
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
