import type { GptBotsHumanError } from '../../internal/error.ts';
import type { DeskStore } from '../store/desk-store.ts';
import type { Change, Message, Session } from '../types.ts';

/** What a wait resolves to. Empty when the outcome is not known yet: then the store has to be asked. */
export interface WaitResult {
  message?: Message | undefined;
  session?: Session | undefined;
  error?: GptBotsHumanError | undefined;
  /** The desk was shut down before the outcome was known. */
  isOver?: boolean | undefined;
}

/** A wait for the outcome of a message or a close. */
export interface Wait {
  /** Resolves to the next outcome; call it again for the one after that. */
  outcome(): Promise<WaitResult>;
  /** Must be called when the wait is over. */
  leave(): void;
}

type Tell = (outcome: WaitResult) => void;

/** The id under which a session's close is waited for. */
export const theClose = '';

/**
 * Those who wait for the outcome of a message or a close. This instance tells them its own outcomes; for those of
 * other instances it follows the store's events while anybody waits.
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
  hear(changes: readonly (Change | { type: 'forgotten' })[]): void {
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

  /** Also follows the other instances, from a cursor on. Those who began to wait before that cursor miss nothing. */
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
      // The events cannot be followed any more: those who wait ask the store instead.
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

// The length keeps pairs apart that would be equal when joined.
function keyOf(conversationId: string, id: string): string {
  return `${id.length} ${id} ${conversationId}`;
}
