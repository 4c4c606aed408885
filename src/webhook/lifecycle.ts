import { asPromise, isThenable } from '../internal/as-promise.ts';
import type { Place } from '../internal/keyed-queue.ts';
import { isAvailabilityTest } from './availability-test.ts';
import type { Answer, Body, IncomingCall } from './call.ts';
import { HandlerContext } from './context.ts';
import { failureOf, isDeclined, reasonOf } from './decline.ts';
import { fingerprint } from './fingerprint.ts';
import { LaterWork } from './later-work.ts';
import { checkRequest, type ParsedRequest, readJson } from './parsing.ts';
import { Refusal, refusals } from './replies.ts';
import type { WebhookSettings } from './settings.ts';
import type { Shared } from './shared.ts';
import type { RequestAnswered } from './telemetry.ts';
import { timeUp, withinTime } from './time-limit.ts';
import type { WebhookRequest, WebhookRoute } from './types.ts';
import { waitForTurn } from './wait-for-turn.ts';

/**
 * The life of one webhook request, from top to bottom. It is answered exactly once, whatever happens.
 *
 * The developer's code always runs in the async context of its own request (AsyncLocalStorage): `then` restores the
 * context in which it was called. Events and shared timers may run in the context of another request, so they only
 * settle promises and never call the developer's code.
 */
export class Lifecycle {
  conversation_id: string | undefined = undefined;
  /** Reported to `onHandled`; so is `isTest`. To telemetry, the other two as well. */
  isDuplicate = false;
  isTest = false;
  isDeclined = false;
  failure: unknown = undefined;
  readonly startedAt = performance.now();
  readonly #shared: Shared;
  readonly #call: IncomingCall;
  readonly #done: (answer: Answer) => void;
  #body: WebhookRequest['body'];
  /** The request's fingerprint, unless `dedupe` is off: for the duplicate check, and its line with `ordered: false`. */
  #key: number | undefined = undefined;
  /** The line whose turn this request has. */
  #turn: string | number | undefined = undefined;
  #isAnswered = false;
  #later: LaterWork | undefined = undefined;

  /** `done` sends the answer; `answered` is told of it. */
  constructor(
    shared: Shared,
    readonly route: WebhookRoute,
    call: IncomingCall,
    done: (answer: Answer) => void,
    readonly answered?: RequestAnswered,
  ) {
    this.#shared = shared;
    this.#call = call;
    this.#done = done;
  }

  // 1. Arrived

  /** Starts to answer the request. The answer goes to `done`, now or later. Never throws. */
  begin(): void {
    this.#shared.running.begin();
    try {
      const refusal = this.#refusalBeforeBody();
      if (refusal) this.#answer(refusal);
      else this.#read();
    } catch (error) {
      this.#fail('webhook', error);
    }
  }

  // 2. Allowed, before the body is read: the method, the secret, and no shutdown

  #refusalBeforeBody(): Refusal | undefined {
    const { settings, running } = this.#shared;
    if (this.#call.method !== 'POST') return refusals.notPost();
    if (!settings.authenticate(this.#call)) return refusals.unauthorized();
    return running.isDraining ? refusals.draining() : undefined;
  }

  // 3. Read

  #read(): void {
    const body = this.#call.readBody();
    if (!(body instanceof Promise)) this.#take(body);
    else
      body.then(
        (arrived) => this.#take(arrived),
        (error: unknown) => this.#fail('webhook', error),
      );
  }

  #take(body: Body): void {
    if (body instanceof Refusal) {
      this.#answer(body);
      return;
    }
    this.#body = body;
    const { verify } = this.#shared.settings;
    if (!verify) this.#check();
    else this.#verifyInOrder(verify);
  }

  // 4. Verified, before the body is parsed

  /**
   * One verification may take longer than the next. Unless `ordered` is false, verified requests go on in the order in
   * which their bodies arrived.
   */
  #verifyInOrder(verify: NonNullable<WebhookSettings['verify']>): void {
    const shared = this.#shared;
    const before = shared.verified;
    const own = this.#verify(verify, before);
    if (shared.settings.ordered) shared.verified = before.then(() => own);
  }

  async #verify(verify: NonNullable<WebhookSettings['verify']>, before: Promise<unknown>): Promise<void> {
    const { reports, timers } = this.#shared;
    const fail = (error: unknown) => this.#fail('verify', error);
    try {
      const verdict = await withinTime(asPromise(verify(this.#request())), timers.handler, fail);
      if (verdict === timeUp) this.#answer(reports.tooSlow(this, 'verify'));
      else if (verdict !== true) this.#answer(refusals.notVerified());
      if (this.#isAnswered) return;
      // Earlier requests began earlier and have the same time limit, so this wait ends.
      await timers.handler.stayAliveUntil(before);
      if (this.#call.isGone()) this.#answer(refusals.callerGone());
      else this.#check();
    } catch (error) {
      fail(error);
    }
  }

  // 5. Checked: an availability test, or a request that keeps the contract

  #check(): void {
    const { settings, reports } = this.#shared;
    try {
      const content = readJson(this.#body, this.#call.headers);
      if (content instanceof Refusal) {
        this.#answer(content);
        return;
      }
      if (isAvailabilityTest(content)) {
        this.isTest = true;
        this.#answer({ reply: settings.success });
        return;
      }
      const parsed = checkRequest(this.route, content, (fields, conversation_id) =>
        reports.odd({ route: this.route, conversation_id }, fields),
      );
      if (parsed instanceof Refusal) this.#answer(parsed);
      else this.#lineUp(parsed);
    } catch (error) {
      this.#fail('webhook', error);
    }
  }

  // 6. In turn: one request of a conversation at a time. With `ordered: false`, one of several equal requests at a
  // time; when `dedupe` is off as well, nobody waits

  #lineUp(parsed: ParsedRequest): void {
    const { settings, turns } = this.#shared;
    this.conversation_id = parsed.conversation_id;
    if (settings.duplicates) this.#key = fingerprint(this.route, parsed);
    const line = settings.ordered ? parsed.conversation_id : this.#key;
    const place = line === undefined ? undefined : turns.enter(line);
    if (place) {
      void this.#wait(place, line, parsed);
    } else {
      this.#turn = line;
      this.#handle(parsed);
    }
  }

  async #wait(place: Place, line: string | number | undefined, parsed: ParsedRequest): Promise<void> {
    const refusal = await waitForTurn(place, this.#call, this.#shared);
    if (refusal) {
      this.#answer(refusal);
      return;
    }
    this.#turn = line;
    this.#handle(parsed);
  }

  // 7. Handled, unless an equal request was answered with success before and is still remembered

  #handle(parsed: ParsedRequest): void {
    const { settings, timers } = this.#shared;
    if (this.#key !== undefined && settings.duplicates?.has(this.#key)) {
      this.isDuplicate = true;
      this.#answer({ reply: settings.success });
      return;
    }
    const ctx = new HandlerContext(this.route, this.#request(), this);
    const fail = (error: unknown) => this.#fail('handler', error);
    const finish = (outcome: unknown) => {
      if (outcome === timeUp) {
        ctx.timeUp();
        this.#answer(this.#shared.reports.tooSlow(this, 'handler'));
        return;
      }
      let reply = settings.success;
      if (isDeclined(outcome)) {
        this.isDeclined = true;
        this.failure = failureOf(outcome);
        reply = refusals.declined(reasonOf(outcome)).reply;
      }
      this.#answer({ reply, sent: ctx.answered() });
    };
    try {
      // The cast holds: the route chose the schema that parsed the request, and it chooses the handler.
      const result: unknown = settings.handlers[this.route](parsed as never, ctx);
      if (isThenable(result)) withinTime(result, timers.handler, fail).then(finish, fail);
      else finish(result);
    } catch (error) {
      fail(error);
    }
  }

  // 8. Answered. A failure after the answer is only reported.

  #fail(what: string, error: unknown): void {
    this.failure = error;
    this.#shared.reports.error(this, what, error);
    this.#answer(refusals.failed(what));
  }

  #answer(answer: Answer): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    const { reply, sent } = answer;
    const { settings, reports, running, turns } = this.#shared;
    const isNew = !this.isDuplicate && reply === settings.success;
    if (isNew && this.#key !== undefined) settings.duplicates?.add(this.#key);
    reports.answered(this, answer);
    this.#later?.answering();
    this.#done({ reply, sent, isLast: running.isEnding });
    if (this.#turn !== undefined) turns.leave(this.#turn);
    running.end();
  }

  // 9. Later work, which may go on after the answer

  /** Makes `drain()` and the host wait for later work. Called before the answer or after it. */
  track(work: Promise<unknown>): void {
    const { settings, running, reports } = this.#shared;
    this.#later ??= new LaterWork(running, this.#call.waitUntil ?? settings.waitUntil, (what, error) =>
      reports.error(this, what, error),
    );
    if (this.#isAnswered) this.#later.answering();
    this.#later.track(work);
  }

  #request(): WebhookRequest {
    const { method, urls, headers } = this.#call;
    return { method, url: urls.at(-1) ?? urls[0], headers, body: this.#body };
  }
}
