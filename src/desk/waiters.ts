import type { GptBotsHumanError } from '../internal/error.ts';
import type { DeskStore } from './store.ts';
import type { Change, Message, Session } from './types.ts';

/** What somebody waited for. Nothing of it is given when it is not known yet: then one has to ask again. */
export interface WaitResult {
  message?: Message | undefined;
  session?: Session | undefined;
  error?: GptBotsHumanError | undefined;
  /** Nobody is going to know: the desk was shut down. */
  isOver?: boolean | undefined;
}

/** Somebody's wait. */
export interface Wait {
  /** What it comes to; asked again, what comes after that. */
  outcome(): Promise<WaitResult>;
  /** Must be called in the end. */
  leave(): void;
}

type Tell = (outcome: WaitResult) => void;

/** Under this name a session's close is waited for. */
export const theClose = '';

/**
 * Who waits for what becomes of a message or a close. What happens on this instance is told; for what happens on others,
 * the store's events are followed for as long as somebody waits.
 */
export class Waiters {
  readonly #store: DeskStore;
  readonly #waiting = new Map<string, Set<Tell>>();
  #listening: AbortController | undefined;

  constructor(store: DeskStore) {
    this.#store = store;
  }

  /** Begins to wait for a message by its id, or for {@link theClose}. */
  wait(conversationId: string, id: string): Wait {
    const key = keyOf(conversationId, id);
    let next = deferred();
    const tell: Tell = (outcome) => next.resolve(outcome);
    const outcome = async () => {
      const told = await next.promise;
      next = deferred();
      return told;
    };
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(tell));
    const leave = () => {
      waiting.delete(tell);
      if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
      if (this.#waiting.size === 0) this.#listening?.abort();
    };
    return { outcome, leave };
  }

  /** Whether somebody waits for it on this instance. */
  isAwaited(conversationId: string, id: string): boolean {
    return this.#waiting.has(keyOf(conversationId, id));
  }

  tell(conversationId: string, id: string, outcome: WaitResult): void {
    if (this.#waiting.size === 0) return;
    for (const tell of this.#waiting.get(keyOf(conversationId, id)) ?? []) tell(outcome);
  }

  /** Tells of all that these changes settle. */
  hear(changes: Change[]): void {
    for (const change of changes) {
      if (change.type === 'settled') {
        const { message } = change;
        if (message.status !== 'pending') this.tell(message.conversationId, message.id, { message });
      } else if (change.type === 'closed') {
        this.tell(change.session.conversationId, theClose, { session: change.session });
      } else if (change.type === 'updated') {
        this.tell(change.session.conversationId, theClose, {});
      }
    }
  }

  /** Also hears of what happens elsewhere, from a cursor on; nothing is missed by those who began to wait before it. */
  listen(cursor: string): void {
    if (this.#listening || this.#waiting.size === 0) return;
    const listening = new AbortController();
    this.#listening = listening;
    this.#follow(cursor, listening.signal).finally(() => {
      if (this.#listening === listening) this.#listening = undefined;
    });
    listening.signal.addEventListener('abort', () => {
      if (this.#listening === listening) this.#listening = undefined;
    });
  }

  /** Tells everybody who still waits. */
  tellAll(outcome: WaitResult): void {
    for (const waiting of this.#waiting.values()) for (const tell of waiting) tell(outcome);
  }

  async #follow(cursor: string, signal: AbortSignal): Promise<void> {
    try {
      for await (const event of this.#store.events(cursor, signal)) this.hear([event]);
    } catch {
      // Not to be followed any more: whoever waits asks the store again.
      this.tellAll({});
    }
  }
}

function deferred() {
  let resolve: (outcome: WaitResult) => void = () => {};
  const promise = new Promise<WaitResult>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

// The length keeps apart what joined would be the same.
function keyOf(conversationId: string, id: string): string {
  return `${id.length} ${id} ${conversationId}`;
}
