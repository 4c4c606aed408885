import type { DeskEvent, DeskStore } from '../../../desk/index.ts';

/** The events of a store, read so many at a time. */
export class Followed {
  readonly events: DeskEvent[] = [];
  readonly #store: DeskStore;
  #cursor: string;

  constructor(store: DeskStore, cursor: string) {
    this.#store = store;
    this.#cursor = cursor;
  }

  get cursor(): string {
    return this.#cursor;
  }

  /** Reads on until there are `count` in all. */
  async read(count: number): Promise<void> {
    if (this.events.length >= count) return;
    for await (const event of this.#store.events(this.#cursor, AbortSignal.timeout(60_000))) {
      this.events.push(event);
      this.#cursor = event.cursor;
      if (this.events.length === count) return;
    }
    throw new Error(`expected ${count} events, not ${this.events.length}`);
  }
}
