import { KeyedQueue } from '../internal/keyed-queue.ts';
import type { Answer, IncomingCall } from './call.ts';
import { Exchange, type Shared } from './exchange.ts';
import { handle } from './handling.ts';
import { parseRequest } from './parsing.ts';
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

  /** Answers one call. Never rejects. */
  receive(route: WebhookRoute, call: IncomingCall): Promise<Answer> {
    return new Promise((done) => {
      const exchange = new Exchange(this.#shared, route, call, done);
      const refusal = this.#refusalBeforeBody(call);
      if (refusal) exchange.end(refusal);
      else this.#answer(exchange);
    });
  }

  #refusalBeforeBody(call: IncomingCall): Refusal | undefined {
    if (call.method !== 'POST') return refusals.notPost();
    if (!this.#settings.authenticate(call)) return refusals.unauthorized();
    return this.running.draining ? refusals.draining() : undefined;
  }

  async #answer(exchange: Exchange): Promise<void> {
    const { call, route } = exchange;
    const { verify } = this.#settings;
    try {
      const body = await call.readBody();
      if (body instanceof Refusal) {
        exchange.end(body);
        return;
      }
      const request: WebhookRequest = { method: call.method, url: fullest(call.urls), headers: call.headers, body };
      const parsed = parseRequest(route, body);
      // Before the verification, which may take longer for one request than for the next: the order is that of arrival.
      if (!(parsed instanceof Refusal)) exchange.lineUp(parsed);
      const refusal = verify && (await this.#refusalBy(verify, exchange, request));
      if (refusal) return exchange.end(refusal);
      if (parsed instanceof Refusal) return exchange.end(parsed);
      if (exchange.turn) await call.timers.wait(exchange.turn);
      if (!exchange.endsAsDuplicate()) handle(this.#settings, exchange, request, parsed);
    } catch (error) {
      reportError(this.#settings, exchange, 'webhook', error);
      exchange.end(refusals.failed('webhook'));
    }
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
