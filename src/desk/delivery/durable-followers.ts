import type { Clock } from '../../internal/clock.ts';
import { UnderWay } from '../../internal/under-way.ts';
import { onAbort } from '../../internal/waiting.ts';
import type { FollowEvent, StillOpen } from '../desk.ts';
import type { DeskStore } from '../store/desk-store.ts';
import { DurableFollower } from './durable-follower.ts';

interface FollowCall {
  name: string;
  handler: (event: FollowEvent | StillOpen) => unknown;
  from: 'now' | 'start';
  concurrency: number;
  openFirst: boolean;
  signal?: AbortSignal | undefined;
}

/** The durable followers of this instance, until they stop or the desk is shut down. */
export class DurableFollowers {
  readonly #parts: { store: DeskStore; clock: Clock; failed(error: unknown, conversationId: string | undefined): void };
  readonly #over = new AbortController();
  readonly #underWay = new UnderWay();

  constructor(parts: {
    store: DeskStore;
    clock: Clock;
    failed(error: unknown, conversationId: string | undefined): void;
  }) {
    this.#parts = parts;
  }

  /** Resolves once the follower has stopped, and none of its handlers runs. */
  async follow({ signal, ...call }: FollowCall): Promise<void> {
    const over = new AbortController();
    const stop = () => over.abort();
    if (signal?.aborted || this.#over.signal.aborted) return;
    const ignore = [onAbort(this.#over.signal, stop), signal && onAbort(signal, stop)];
    const follower = new DurableFollower({ ...this.#parts, ...call, holder: crypto.randomUUID() });
    try {
      await this.#underWay.track(follower.run(over.signal));
    } finally {
      for (const forget of ignore) forget?.();
    }
  }

  /** Stops all of them; resolves once none of their handlers runs, and their places are kept. */
  async end(): Promise<void> {
    this.#over.abort();
    await this.#underWay.ended();
  }
}
