/** Calls back when a time is up, unless cancelled before. */
export interface Timers {
  /** Returns the function that cancels. */
  start(onTimeUp: () => void): () => unknown;
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
      return () => clearTimeout(timer);
    },
    wait(promise) {
      // Cloudflare Workers cancels a request that has nothing of its own to wait for.
      const own = setInterval(() => {}, 1_000);
      return promise.finally(() => clearInterval(own));
    },
  };
}

/**
 * One timer for all callers. As everybody waits equally long, who comes last is due last: the timer is set for the
 * first in the set, and nearly every caller is gone from it by then.
 */
export class SharedTimers implements Timers {
  readonly #ms: number;
  readonly #waiting = new Set<{ dueAt: number; onTimeUp: () => void }>();
  #armed = false;

  constructor(ms: number) {
    this.#ms = ms;
  }

  start(onTimeUp: () => void): () => unknown {
    const one = { dueAt: performance.now() + this.#ms, onTimeUp };
    this.#waiting.add(one);
    if (!this.#armed) this.#arm(this.#ms);
    return () => this.#waiting.delete(one);
  }

  wait<T>(promise: Promise<T>): Promise<T> {
    return promise;
  }

  #arm(ms: number): void {
    this.#armed = true;
    const timer: { unref?: () => void } | number = setTimeout(() => this.#fire(), Math.ceil(ms));
    // Not to keep a process alive that has nothing else to do. Outside Node a timer may be a number.
    if (typeof timer === 'object') timer.unref?.();
  }

  #fire(): void {
    this.#armed = false;
    for (const one of this.#waiting) {
      const left = one.dueAt - performance.now();
      if (left > 0) {
        this.#arm(left);
        return;
      }
      this.#waiting.delete(one);
      one.onTimeUp();
    }
  }
}
