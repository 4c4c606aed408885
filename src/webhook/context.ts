import { asPromise } from '../internal/as-promise.ts';
import type { WebhookContext, WebhookRequest, WebhookRoute } from './types.ts';

type Work = () => unknown;

/** Waits for work and reports its failure. */
interface Background {
  track(work: Promise<unknown>): void;
}

/** The context of one handler call, and the work that the handler leaves for after the answer. */
export class HandlerContext implements WebhookContext {
  readonly route: WebhookRoute;
  readonly request: WebhookRequest;
  readonly #background: Background;
  #controller: AbortController | undefined;
  #timeUp = false;
  // Functions passed to `waitUntil` are listed here until the answer is sent. Later ones start at once. When the request
  // fails, none of them is ever started.
  #deferred: Work[] | undefined;
  #isSent = false;

  constructor(route: WebhookRoute, request: WebhookRequest, background: Background) {
    this.route = route;
    this.request = request;
    this.#background = background;
  }

  // Created on first use: an AbortController costs more than the rest of this object (Node 20,
  // https://github.com/nodejs/performance/issues/44).
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#timeUp) this.#controller.abort();
    return this.#controller.signal;
  }

  // A closure, so that it also works when a handler destructures the context.
  get waitUntil(): WebhookContext['waitUntil'] {
    return (work) => {
      if (typeof work !== 'function') this.#background.track(asPromise(work));
      else if (this.#isSent) this.#start(work);
      else this.#deferred = [...(this.#deferred ?? []), work];
    };
  }

  /** The handler took too long. Aborts its signal. */
  timeUp(): void {
    this.#timeUp = true;
    this.#controller?.abort();
  }

  /** The answer is ready. Returns the function to call when it was sent, or undefined when nothing waits for that. */
  answered(): (() => void) | undefined {
    if (!this.#deferred) {
      this.#isSent = true;
      return undefined;
    }
    let sent: () => void = () => {};
    const wait = new Promise<void>((resolve) => {
      sent = resolve;
    });
    // Tracked from now on, so that a shutdown does not end while the answer is being sent.
    this.#background.track(
      wait.then(() => {
        this.#isSent = true;
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
