import type { Running } from './running.ts';
import type { HostWait } from './types.ts';

/**
 * The work that one request leaves for after its answer. The host gets one promise that covers all of it, before the
 * answer is sent. Without it, a serverless host may freeze the process as soon as it has the answer.
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

  /** Makes `drain()` and the host wait for this work. Reports its failure. */
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
    // While the host waits for a promise, that promise covers new work too.
    if (!host || this.#tellAllDone) return;
    const allDone = new Promise<void>((resolve) => {
      this.#tellAllDone = resolve;
    });
    const told = new Promise((resolve) => resolve(host(allDone)));
    told.catch((error: unknown) => this.#failed('waitUntil of the host', error));
  }
}
