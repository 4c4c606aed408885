import type { Running } from './running.ts';
import type { HostWait } from './types.ts';

/**
 * What one request leaves for after its answer. The host is told of one promise that covers all of it, before the
 * answer goes out: a host may freeze the process as soon as it has the answer and nothing to wait for.
 */
export class LaterWork {
  readonly #running: Running;
  readonly #failed: (what: string, error: unknown) => void;
  readonly #host: HostWait | undefined;
  #count = 0;
  #isAnswered = false;
  #tellAllDone: (() => void) | undefined;

  constructor(running: Running, host: HostWait | undefined, failed: (what: string, error: unknown) => void) {
    this.#running = running;
    this.#host = host;
    this.#failed = failed;
  }

  /** Has `drain()` and the host wait for this work, and reports when it fails. */
  track(work: Promise<unknown>): void {
    this.#running.begin();
    this.#count++;
    const failed = (error: unknown) => this.#failed('waitUntil work', error);
    work.then(undefined, failed).then(() => {
      this.#running.end();
      if (--this.#count > 0) return;
      this.#tellAllDone?.();
      this.#tellAllDone = undefined;
    });
    if (this.#isAnswered) this.#tellHost();
  }

  /** The answer is about to be sent. */
  answering(): void {
    this.#isAnswered = true;
    if (this.#count > 0) this.#tellHost();
  }

  #tellHost(): void {
    const host = this.#host;
    // What is announced while the host still waits is covered by the promise it has.
    if (!host || this.#tellAllDone) return;
    const allDone = new Promise<void>((resolve) => {
      this.#tellAllDone = resolve;
    });
    const told = new Promise((resolve) => resolve(host(allDone)));
    told.catch((error: unknown) => this.#failed('waitUntil of the host', error));
  }
}
