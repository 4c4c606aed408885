import { KeyedQueue } from '../internal/keyed-queue.ts';
import type { DeskStore } from './store/desk-store.ts';

const theLine = '';

/**
 * Keeps the line from growing beyond a limit. The store is asked how long it is, and told of one more, by one establish of
 * this instance after another: so it is too long by no more than there are other instances.
 */
export class LineLimit {
  readonly #store: DeskStore;
  readonly #maxWaiting: number | undefined;
  readonly #turns = new KeyedQueue();

  constructor(store: DeskStore, maxWaiting: number | undefined) {
    this.#store = store;
    this.#maxWaiting = maxWaiting;
  }

  /** Does the step of an establish, which is told whether the line is full. */
  async join<Result>(conversationId: string, step: (isFull: boolean) => Promise<Result>): Promise<Result> {
    const max = this.#maxWaiting;
    if (max === undefined) return step(false);
    await this.#turns.enter(theLine)?.turn;
    try {
      const { length } = await this.#store.line(conversationId);
      return await step(length >= max);
    } finally {
      this.#turns.leave(theLine);
    }
  }
}
