import type { Clock, Timer } from '../../internal/clock.ts';

const everyMs = 1000;

/** Calls `sweep` a second after the last one ended, from the first {@link start} on. Its failure is reported, and it goes on. */
export class Sweeper {
  readonly #clock: Clock;
  readonly #sweep: () => Promise<void>;
  #timer: Timer | undefined;
  #sweeping: Promise<void> | undefined;
  #stopped = false;

  constructor(clock: Clock, sweep: () => Promise<void>, failed: (error: unknown, conversationId: undefined) => void) {
    this.#clock = clock;
    this.#sweep = () => sweep().catch((error) => failed(error, undefined));
  }

  start(): void {
    if (this.#timer || this.#sweeping || this.#stopped) return;
    this.#timer = this.#clock.start(everyMs, () => {
      this.#timer = undefined;
      this.#sweeping = this.#sweep().finally(() => {
        this.#sweeping = undefined;
        this.start();
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#sweeping;
  }
}
