import { inputError } from '../internal/options.ts';
import type { apiFaults, webhookFaults } from './fault-names.ts';
import type { Random } from './random.ts';

export { apiFaults, webhookFaults } from './fault-names.ts';

/**
 * What can go wrong with a call of the API.
 *
 * - `refuse`: no connection; over HTTP, where there is one already, it is reset
 * - `reset-…`: the connection breaks, before or after GPTBots took the call
 * - `drop-…`: no answer ever comes, before or after GPTBots took the call
 * - `delay`: the call is taken and answered after a second
 * - `half-body`, `html`, `empty`: taken, and answered with HTTP 200 and half of the JSON, a web page, or nothing
 * - `code-40000`: not taken, HTTP 200 with `{code: 40000}`
 * - `error-object`, `400-error-object`: not taken, HTTP 200 or 400 with `{error: {code: 40000, message, status}}`, as a
 *   white-label edition answers
 * - `429-rate-limit-reset`: not taken, and when to try again in `X-RateLimit-Reset`, in seconds since the epoch
 * - `500-after-accept`: taken, yet answered with 500; any other status: not taken
 */
export type ApiFault = (typeof apiFaults)[number];

/**
 * What can go wrong with a webhook.
 *
 * - `duplicate`: delivered again once it was answered
 * - `twice-at-once`: delivered twice at the same time
 * - `reorder`: a chat held back until the next webhook of its conversation was answered, or for a second
 * - `delay`: delivered a second later
 * - `chat-before-establish`: an establish held back until the visitor's first chat was answered, or for a second
 * - `chat-after-close`: after a close, a chat of the same conversation
 * - `repeat-close`: a close delivered again, with a later timestamp
 */
export type WebhookFault = (typeof webhookFaults)[number];

/** Faults that happen by chance, from now on. */
export interface Chance<Fault> {
  /** What goes wrong. */
  fault: Fault;
  /** From 0 to 1. */
  probability: number;
}

/** A call that a fault may be played on. */
export interface FaultCall {
  /** What the call is for, such as `chat` or `sendReply`. */
  name: string;
  /** The conversation it is about. */
  conversationId: string | undefined;
  /** A webhook that is an availability test. */
  test: boolean;
}

/** Decides for each call. */
export type Decide<Fault> = (call: FaultCall) => Fault | undefined;

/**
 * Which faults to play: the names of a script, one for each call to come, `none` for a call that goes well; a chance;
 * or a function that is asked for each call.
 */
export type FaultPlan<Fault> = Fault | 'none' | Chance<Fault> | Decide<Fault>;

/** What goes wrong on the platform, and when. */
export interface Faults {
  /** Plays faults on the calls of the API. Scripts are played before chances and functions are asked. */
  api(...plan: FaultPlan<ApiFault>[]): void;
  /** Plays faults on webhooks. A script waits for a webhook that its next fault fits: `repeat-close` for a close. */
  webhook(...plan: FaultPlan<WebhookFault>[]): void;
  /** From now on, all goes well. */
  clear(): void;
}

/** The faults of one kind of call. */
export class FaultSchedule<Fault extends string> {
  readonly #names: readonly Fault[];
  readonly #random: Random;
  readonly #fits: (fault: Fault, call: FaultCall) => boolean;
  #script: (Fault | 'none')[] = [];
  #deciders: Decide<Fault>[] = [];

  constructor(names: readonly Fault[], random: Random, fits: (fault: Fault, call: FaultCall) => boolean = () => true) {
    this.#names = names;
    this.#random = random;
    this.#fits = fits;
  }

  /** @throws {GptBotsHumanError} kind `input`, for what is no fault; then none of the plan is played */
  add(plan: FaultPlan<Fault>[]): void {
    for (const one of plan) this.#check(one);
    for (const one of plan) {
      if (typeof one === 'string') this.#script.push(one);
      else if (typeof one === 'function') this.#deciders.push(one);
      else this.#deciders.push(() => (this.#random.next() < one.probability ? one.fault : undefined));
    }
  }

  clear(): void {
    this.#script = [];
    this.#deciders = [];
  }

  /** The fault of a call, if any. Throws when a function of the plan does, or names none. */
  next(call: FaultCall): Fault | undefined {
    const [scripted] = this.#script;
    if (scripted === 'none' || (scripted && this.#fits(scripted, call))) {
      this.#script.shift();
      return scripted === 'none' ? undefined : scripted;
    }
    for (const decide of this.#deciders) {
      const fault = decide(call);
      if (fault !== undefined) this.#checkName(fault);
      if (fault && this.#fits(fault, call)) return fault;
    }
    return undefined;
  }

  #check(one: unknown): void {
    if (typeof one === 'function') return;
    if (typeof one !== 'object' || one === null) {
      if (one !== 'none') this.#checkName(one);
      return;
    }
    // Any object may be asked for these two.
    const { fault, probability } = one as Partial<Chance<Fault>>;
    this.#checkName(fault);
    if (typeof probability !== 'number' || !(probability >= 0 && probability <= 1)) {
      throw inputError('probability: expected a number from 0 to 1');
    }
  }

  #checkName(fault: unknown): void {
    if (!this.#names.some((name) => name === fault)) {
      throw inputError(
        `fault: ${typeof fault === 'string' ? JSON.stringify(fault.slice(0, 100)) : `a value of type ${typeof fault}`} is none; there are ${this.#names.join(', ')}`,
      );
    }
  }
}
