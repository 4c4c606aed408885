import { onAbort } from '../../internal/waiting.ts';
import type { DeskStore } from '../store/desk-store.ts';
import type { DeskEvent } from '../types.ts';

/** Those who follow the events of a desk, until they stop or the desk is shut down. */
export class Followers {
  readonly #store: DeskStore;
  // A controller for each, because Node warns of a leak when one signal has more than ten listeners
  // (https://github.com/nodejs/node/issues/46525).
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
    const ignore = signal && onAbort(signal, stop);
    try {
      yield* this.#store.events(after, over.signal);
    } finally {
      stop();
      this.#following.delete(over);
      ignore?.();
    }
  }

  /** Ends all of them, and any that begin later. */
  end(): void {
    this.#isOver = true;
    for (const over of this.#following) over.abort();
  }
}
