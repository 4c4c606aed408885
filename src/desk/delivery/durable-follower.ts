import { type Clock, monotonicNow } from '../../internal/clock.ts';
import { isGptBotsHumanError } from '../../internal/error.ts';
import { onAbort } from '../../internal/waiting.ts';
import type { FollowEvent, StillOpen } from '../desk.ts';
import type { DeskStore, FollowerState } from '../store/desk-store.ts';
import { EventDispatcher } from './event-dispatcher.ts';
import { decodeHowFar, encodeHowFar } from './how-far.ts';
import { Lease } from './lease.ts';

/** What a durable follower needs. */
export interface DurableFollowerParts {
  name: string;
  handler: (event: FollowEvent | StillOpen) => unknown;
  from: 'now' | 'start';
  concurrency: number;
  openFirst: boolean;
  /** Unique for each follower of each instance. */
  holder: string;
  store: DeskStore;
  clock: Clock;
  failed(error: unknown, conversationId: string | undefined): void;
}

const retryMs = 1_000;

/** Follows under a name that one instance at a time holds, from the place that is kept under it. */
export class DurableFollower {
  readonly #parts: DurableFollowerParts;

  constructor(parts: DurableFollowerParts) {
    this.#parts = parts;
  }

  /** Resolves once `signal` has aborted, and no handler runs. A store that is away is asked again. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, clock, from } = this.#parts;
    const first = await this.#untilStoreAnswers(signal, async () => {
      if (from === 'start') return store.oldest();
      return (await store.sessions({ limit: 1 })).cursor;
    });
    while (!signal.aborted && first !== undefined) {
      const askedAt = monotonicNow(clock);
      const state = await this.#untilStoreAnswers(signal, () => this.#take(first));
      if (state?.holder === this.#parts.holder) await this.#hold(state.cursor, askedAt, signal);
      else if (state) await this.#pause(store.leaseMs / 3, signal);
    }
  }

  // A new name is kept at once, so that it begins here even when another instance comes to hold it.
  #take(first: string): Promise<FollowerState | undefined> {
    const { store, name, holder } = this.#parts;
    return store.follower(name, (known, now) => {
      if (known && known.holder !== '' && known.holder !== holder && known.until > now) return undefined;
      return { cursor: known?.cursor ?? first, holder, until: now + store.leaseMs };
    });
  }

  async #hold(from: string, askedAt: number, signal: AbortSignal): Promise<void> {
    const { store, clock, handler, concurrency, failed } = this.#parts;
    const over = new AbortController();
    const ignore = onAbort(signal, () => over.abort());
    // Once it has run out, another instance may hold the name, and handle the same events. Whether one does, a renewal shows.
    const mayHandle = () => lease.isHeld;
    const parts = { handler, concurrency, clock, failed, mayHandle };
    const dispatcher = new EventDispatcher(decodeHowFar(from), parts);
    const lease = new Lease(clock, store.leaseMs, askedAt, async () => {
      const isHeld = await this.#save(encodeHowFar(dispatcher.howFar), true);
      if (!isHeld) over.abort();
      return isHeld;
    });
    if (signal.aborted) over.abort();
    try {
      await this.#addOpen(dispatcher, over.signal);
      while (!over.signal.aborted) {
        const isGap = await this.#dispatch(dispatcher, over.signal);
        if (!isGap) continue;
        // What is read already is handled before the gap is told, unless it is held up, and what comes after it later.
        while (dispatcher.isFlowing && !over.signal.aborted) await dispatcher.changed(over.signal);
        const told = await this.#tellGap(over.signal);
        if (told === undefined) continue;
        dispatcher.goOnFrom(told);
        await this.#addOpen(dispatcher, over.signal);
      }
    } finally {
      ignore();
      await dispatcher.stop();
      lease.end();
      // Only if nobody else has taken the name meanwhile.
      await this.#save(encodeHowFar(dispatcher.howFar), false).catch((error) => failed(error, undefined));
    }
  }

  // Those who wait come first: one that is answered meanwhile is met again among the connected, and none is missed.
  async #addOpen(dispatcher: EventDispatcher, signal: AbortSignal): Promise<void> {
    const { store, openFirst } = this.#parts;
    if (!openFirst) return;
    for (const state of ['waiting', 'connected'] as const) {
      let page: string | undefined;
      do {
        const found = await this.#untilStoreAnswers(signal, () => store.sessions({ state, limit: 100, page }));
        for (const session of found?.sessions ?? []) {
          dispatcher.addOpen({ type: 'open', conversationId: session.conversationId, session });
        }
        await this.#untilRoom(dispatcher, signal);
        page = found?.next;
      } while (page !== undefined && !signal.aborted);
    }
  }

  async #untilRoom(dispatcher: EventDispatcher, signal: AbortSignal): Promise<void> {
    while (dispatcher.isFull && !signal.aborted) await dispatcher.changed(signal);
  }

  // Reads on from where the dispatcher is; true when something is missing there.
  async #dispatch(dispatcher: EventDispatcher, signal: AbortSignal): Promise<boolean> {
    const { store, failed } = this.#parts;
    try {
      for await (const event of store.events(dispatcher.last, signal)) {
        if (signal.aborted) return false;
        dispatcher.add(event);
        await this.#untilRoom(dispatcher, signal);
      }
      // The store was shut down.
      await this.#pause(retryMs, signal);
    } catch (error) {
      if (isGptBotsHumanError(error) && error.kind === 'cursor') return true;
      failed(error, undefined);
      await this.#pause(retryMs, signal);
    }
    return false;
  }

  // Where to go on, once the handler knows of the gap.
  async #tellGap(signal: AbortSignal): Promise<string | undefined> {
    const { store, handler, failed } = this.#parts;
    const oldest = await this.#untilStoreAnswers(signal, () => store.oldest());
    while (!signal.aborted) {
      try {
        await handler({ type: 'gap' });
        return oldest;
      } catch (error) {
        failed(error, undefined);
        await this.#pause(retryMs, signal);
      }
    }
    return undefined;
  }

  // False when somebody else holds the name by now.
  async #save(cursor: string, isKept: boolean): Promise<boolean> {
    const { store, name, holder } = this.#parts;
    const state = await store.follower(name, (known, now) => {
      if (known?.holder !== holder) return undefined;
      return isKept ? { cursor, holder, until: now + store.leaseMs } : { cursor, holder: '', until: 0 };
    });
    return state?.holder === (isKept ? holder : '');
  }

  async #untilStoreAnswers<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T | undefined> {
    while (!signal.aborted) {
      try {
        return await ask();
      } catch (error) {
        this.#parts.failed(error, undefined);
        await this.#pause(retryMs, signal);
      }
    }
    return undefined;
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = () => {
        timer.cancel();
        ignore();
        resolve();
      };
      const timer = this.#parts.clock.start(ms, done);
      const ignore = onAbort(signal, done);
    });
  }
}
