import type { DeskStore } from './store.ts';
import type { DeskEvent } from './types.ts';

/** Who follows the events of a desk: until they have enough, or the desk is shut down. */
export class Followers {
  readonly #store: DeskStore;
  // No listeners on one signal: Node takes more than ten of them for a leak.
  readonly #following = new Set<AbortController>();
  #isOver = false;

  constructor(store: DeskStore) {
    this.#store = store;
  }

  async *follow(after: string | undefined, signal: AbortSignal | undefined): AsyncGenerator<DeskEvent, void> {
    const over = new AbortController();
    const stop = () => over.abort();
    if (this.#isOver || signal?.aborted) stop();
    this.#following.add(over);
    signal?.addEventListener('abort', stop);
    try {
      yield* this.#store.events(after, over.signal);
    } finally {
      stop();
      this.#following.delete(over);
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Ends all of them, and those who still come. */
  end(): void {
    this.#isOver = true;
    for (const over of this.#following) over.abort();
  }
}
