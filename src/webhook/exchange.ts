import type { KeyedQueue, Place } from '../internal/keyed-queue.ts';
import { log, notify } from '../internal/logger.ts';
import type { Answer, IncomingCall } from './call.ts';
import { fingerprint } from './fingerprint.ts';
import type { ParsedRequest } from './parsing.ts';
import { reportError } from './reports.ts';
import type { Running } from './running.ts';
import type { WebhookSettings } from './settings.ts';
import type { WebhookRoute } from './types.ts';

/** What all exchanges of a webhook share. */
export interface Shared {
  settings: WebhookSettings;
  running: Running;
  turns: KeyedQueue;
}

/** One request on its way to its answer, of which there is one only. */
export class Exchange {
  conversation_id: string | undefined = undefined;
  isOver = false;
  readonly #shared: Shared;
  readonly #done: (answer: Answer) => void;
  readonly #startedAt = performance.now();
  /** What the request is known by to the duplicate check. */
  #key: number | undefined = undefined;
  #line: string | number | undefined = undefined;
  #place: Place | undefined = undefined;
  #duplicate = false;

  /** `done` sends the answer. From here to {@link end} the exchange counts as under way. */
  constructor(
    shared: Shared,
    readonly route: WebhookRoute,
    readonly call: IncomingCall,
    done: (answer: Answer) => void,
  ) {
    this.#shared = shared;
    this.#done = done;
    shared.running.begin();
  }

  /** Lines up behind the same conversation; without an order, only behind the same request. */
  lineUp(parsed: ParsedRequest): void {
    const { settings, turns } = this.#shared;
    this.conversation_id = parsed.conversation_id;
    if (settings.duplicates) this.#key = fingerprint(this.route, parsed);
    this.#line = settings.ordered ? parsed.conversation_id : this.#key;
    if (this.#line !== undefined) this.#place = turns.enter(this.#line);
  }

  /** What to wait for before it is this one's turn; undefined when it is already. */
  get turn(): Promise<unknown> | undefined {
    return this.#place?.turn;
  }

  /** Whether the same request was handled before, which ends this one. */
  endsAsDuplicate(): boolean {
    const { duplicates, success } = this.#shared.settings;
    if (this.#key === undefined || !duplicates?.has(this.#key)) return false;
    this.#duplicate = true;
    this.end({ reply: success });
    return true;
  }

  /** Has `drain()` and the runtime wait for work that outlives the answer. */
  track(work: Promise<unknown>): void {
    const { settings, running } = this.#shared;
    running.begin();
    const done = work
      .then(undefined, (error: unknown) => reportError(settings, this, 'waitUntil work', error))
      .finally(() => running.end());
    this.call.extend?.(done);
  }

  /** Answers, and lets the next one have its turn. Whoever is second does nothing. */
  end(answer: Answer): void {
    if (this.isOver) return;
    this.isOver = true;
    const { settings, running, turns } = this.#shared;
    if (this.#key !== undefined && !this.#duplicate && answer.reply === settings.success) {
      settings.duplicates?.add(this.#key);
    }
    this.#report(answer);
    this.#done(answer);
    if (this.#line !== undefined && !this.#place?.giveUp()) turns.leave(this.#line);
    running.end();
  }

  #report({ reply: { status, body } }: Answer): void {
    const { onHandled, logger } = this.#shared.settings;
    const refused = status >= 400 && status < 500;
    if (!onHandled && !logger.debug && !refused) return;
    const info = {
      route: this.route,
      status,
      conversation_id: this.conversation_id,
      durationMs: performance.now() - this.#startedAt,
      duplicate: this.#duplicate,
    };
    if (onHandled) notify(() => onHandled(info));
    // Such an answer is all our own, and names fields, not values.
    log(logger, refused ? 'warn' : 'debug', 'gptbots-human answered', refused ? { ...info, answer: body } : info);
  }
}
