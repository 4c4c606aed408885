import type { GptBotsHumanError } from '../../internal/error.ts';
import type { DeskStore } from '../store/desk-store.ts';
import type { Change, Message, Session } from '../types.ts';

/** What a wait resolves to. Empty when the outcome is not known yet: then the store has to be asked. */
export interface WaitResult {
  message?: Message | undefined;
  session?: Session | undefined;
  error?: GptBotsHumanError | undefined;
  /** The session was forgotten before the outcome was known. */
  isForgotten?: boolean | undefined;
  /** The desk was shut down before the outcome was known. */
  isOver?: boolean | undefined;
}

/** A wait for the outcome of a message or a close. */
export interface Wait {
  /** Resolves to the next outcome; call it again for the one after that. */
  outcome(): Promise<WaitResult>;
  /** Forgets what was told so far; true when something was. */
  startOver(): boolean;
  /** Must be called when the wait is over. */
  leave(): void;
}

interface OutcomeWaiter {
  id: string;
  tell(outcome: WaitResult): void;
}

/** The id under which a session's close is waited for. */
export const theClose = '';

/**
 * Those who wait for the outcome of a message or a close. This instance tells them its own outcomes; for those of
 * other instances it follows the store's events while anybody waits.
 */
export class Waiters {
  readonly #store: DeskStore;
  readonly #isSending: (conversationId: string, id: string) => boolean;
  // By their conversation.
  readonly #waiting = new Map<string, Set<OutcomeWaiter>>();
  #listening: AbortController | undefined;

  /** @param isSending whether this instance is sending it, and will tell what became of it */
  constructor(store: DeskStore, isSending: (conversationId: string, id: string) => boolean) {
    this.#store = store;
    this.#isSending = isSending;
  }

  /** Begins to wait for a message by its id, or for {@link theClose}. */
  wait(conversationId: string, id: string): Wait {
    let next = deferred();
    let isTold = false;
    const one: OutcomeWaiter = {
      id,
      tell(outcome) {
        isTold = true;
        next.resolve(outcome);
      },
    };
    const startOver = () => {
      const wasTold = isTold;
      isTold = false;
      if (wasTold) next = deferred();
      return wasTold;
    };
    const outcome = async () => {
      const told = await next.promise;
      next = deferred();
      return told;
    };
    const waiting = this.#waiting.get(conversationId) ?? new Set();
    this.#waiting.set(conversationId, waiting.add(one));
    const leave = () => {
      waiting.delete(one);
      if (waiting.size === 0 && this.#waiting.get(conversationId) === waiting) this.#waiting.delete(conversationId);
      if (this.#waiting.size === 0) this.#listening?.abort();
    };
    return { outcome, startOver, leave };
  }

  /** Whether somebody waits for it on this instance. */
  isAwaited(conversationId: string, id: string): boolean {
    return [...(this.#waiting.get(conversationId) ?? [])].some((one) => one.id === id);
  }

  tell(conversationId: string, id: string, outcome: WaitResult): void {
    for (const one of this.#waiting.get(conversationId) ?? []) if (one.id === id) one.tell(outcome);
  }

  /** Tells of all that these changes settle. */
  hear(changes: readonly (Change | { type: 'forgotten'; conversationId: string })[]): void {
    for (const change of changes) {
      if (change.type === 'settled') {
        const { message } = change;
        if (message.status !== 'pending') this.tell(message.conversationId, message.id, { message });
      } else if (change.type === 'closed') {
        this.tell(change.session.conversationId, theClose, { session: change.session });
      } else if (change.type === 'updated') {
        this.tell(change.session.conversationId, theClose, {});
      } else if (change.type === 'forgotten') {
        this.#tellForgotten(change.conversationId);
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
    for (const waiting of this.#waiting.values()) for (const one of waiting) one.tell(outcome);
  }

  // Nothing more is sent of it but what is being sent.
  #tellForgotten(conversationId: string): void {
    for (const one of this.#waiting.get(conversationId) ?? []) {
      if (!this.#isSending(conversationId, one.id)) one.tell({ isForgotten: true });
    }
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
