import { asPromise } from '../internal/as-promise.ts';
import type { WebhookContext, WebhookRequest, WebhookRoute } from './types.ts';

type Work = () => unknown;

/** Waits for work in progress and reports its failure. */
interface Background {
  track(work: Promise<unknown>): void;
}

/** The context of one handler run, and the work it leaves behind. */
export class HandlerContext implements WebhookContext {
  readonly route: WebhookRoute;
  readonly request: WebhookRequest;
  readonly #background: Background;
  #controller: AbortController | undefined;
  #timeUp = false;
  // Functions wait in the list until the answer is sent; afterwards they start at once, or never.
  #deferred: Work[] | undefined;
  #after: 'wait' | 'start' | 'drop' = 'wait';

  constructor(route: WebhookRoute, request: WebhookRequest, background: Background) {
    this.route = route;
    this.request = request;
    this.#background = background;
  }

  // Made when asked for: an AbortController costs more than all the rest of this object.
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#timeUp) this.#controller.abort();
    return this.#controller.signal;
  }

  // A function of its own each time it is asked for, so that it also works when taken out of the context.
  get waitUntil(): WebhookContext['waitUntil'] {
    return (work) => {
      if (typeof work !== 'function') this.#background.track(asPromise(work));
      else if (this.#after === 'wait') this.#deferred = [...(this.#deferred ?? []), work];
      else if (this.#after === 'start') this.#start(work);
    };
  }

  /** The handler has overrun: it is told, and what was to run after the answer does not. */
  timeUp(): void {
    this.drop();
    this.#timeUp = true;
    this.#controller?.abort();
  }

  /** The request failed: what was to run after the answer does not. */
  drop(): void {
    this.#after = 'drop';
    this.#deferred = undefined;
  }

  /** The answer is ready. Returns what to call once it is sent, or nothing when nobody waits for that. */
  answered(): (() => void) | undefined {
    if (!this.#deferred) {
      this.#after = 'start';
      return undefined;
    }
    let sent: () => void = () => {};
    const wait = new Promise<void>((resolve) => {
      sent = resolve;
    });
    // Tracked from now on, so that nobody takes the time until the answer is sent for idleness.
    this.#background.track(
      wait.then(() => {
        this.#after = 'start';
        for (const work of this.#deferred ?? []) this.#start(work);
        this.#deferred = undefined;
      }),
    );
    return sent;
  }

  #start(work: Work): void {
    this.#background.track(Promise.resolve().then(work));
  }
}
