import { KeyedQueue } from '../internal/keyed-queue.ts';
import type { Answer, Body, IncomingCall } from './call.ts';
import { Exchange, type Shared } from './exchange.ts';
import { handle } from './handling.ts';
import { type ParsedRequest, parseRequest } from './parsing.ts';
import { Refusal, refusals } from './replies.ts';
import { reportError, tooSlow } from './reports.ts';
import { Running } from './running.ts';
import type { WebhookSettings } from './settings.ts';
import { timeUp, withinTime } from './time-limit.ts';
import type { WebhookRequest, WebhookRoute } from './types.ts';

/** The life of a webhook request, from the route it was found on to the answer. */
export class Lifecycle {
  readonly running = new Running();
  readonly #settings: WebhookSettings;
  readonly #shared: Shared;

  constructor(settings: WebhookSettings) {
    this.#settings = settings;
    this.#shared = { settings, running: this.running, turns: new KeyedQueue() };
  }

  /** Answers one call, once. Never throws. */
  receive(route: WebhookRoute, call: IncomingCall, done: (answer: Answer) => void): void {
    const exchange = new Exchange(this.#shared, route, call, done);
    const refusal = this.#refusalBeforeBody(call);
    if (refusal) {
      exchange.end(refusal);
      return;
    }
    try {
      call.readBody((body) => this.#take(exchange, body));
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  #refusalBeforeBody(call: IncomingCall): Refusal | undefined {
    if (call.method !== 'POST') return refusals.notPost();
    if (!this.#settings.authenticate(call)) return refusals.unauthorized();
    return this.running.draining ? refusals.draining() : undefined;
  }

  #take(exchange: Exchange, body: Body): void {
    if (body instanceof Refusal) {
      exchange.end(body);
      return;
    }
    try {
      const { method, urls, headers } = exchange.call;
      const request: WebhookRequest = { method, url: fullest(urls), headers, body };
      const parsed = parseRequest(exchange.route, body);
      // Before the verification, which may take longer for one request than for the next: the order is that of arrival.
      if (!(parsed instanceof Refusal)) exchange.lineUp(parsed);
      if (this.#settings.verify || exchange.turn) this.#waitAndHandle(exchange, request, parsed);
      else this.#handle(exchange, request, parsed);
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  async #waitAndHandle(exchange: Exchange, request: WebhookRequest, parsed: ParsedRequest | Refusal): Promise<void> {
    const { verify } = this.#settings;
    const { call, turn } = exchange;
    try {
      const refusal = verify && (await this.#refusalBy(verify, exchange, request));
      if (refusal) return exchange.end(refusal);
      if (turn) await call.timers.wait(turn);
      this.#handle(exchange, request, parsed);
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  #handle(exchange: Exchange, request: WebhookRequest, parsed: ParsedRequest | Refusal): void {
    if (parsed instanceof Refusal) exchange.end(parsed);
    else if (!exchange.endsAsDuplicate()) handle(this.#settings, exchange, request, parsed);
  }

  #fail(exchange: Exchange, error: unknown): void {
    reportError(this.#settings, exchange, 'webhook', error);
    exchange.end(refusals.failed('webhook'));
  }

  async #refusalBy(
    verify: NonNullable<WebhookSettings['verify']>,
    exchange: Exchange,
    request: WebhookRequest,
  ): Promise<Refusal | undefined> {
    try {
      const verified = await withinTime(Promise.resolve(verify(request)), exchange.call.timers);
      if (verified === true) return undefined;
      if (verified !== timeUp) return refusals.notVerified();
      return tooSlow(this.#settings, exchange, 'verify');
    } catch (error) {
      reportError(this.#settings, exchange, 'verify', error);
      return refusals.failed('verify');
    }
  }
}

function fullest(urls: IncomingCall['urls']): string {
  return urls.at(-1) ?? urls[0];
}
