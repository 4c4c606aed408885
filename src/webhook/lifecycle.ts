import { KeyedQueue, type Place } from '../internal/keyed-queue.ts';
import { log, notify } from '../internal/logger.ts';
import type { Answer, Exchange, IncomingCall } from './call.ts';
import { handle, handleOnce } from './handling.ts';
import { parseRequest } from './parsing.ts';
import { Refusal, refusals } from './replies.ts';
import { reportError, tooSlow } from './reports.ts';
import { Running } from './running.ts';
import type { WebhookSettings } from './settings.ts';
import { timeUp, withinTime } from './time-limit.ts';
import type { WebhookReply, WebhookRequest, WebhookRoute } from './types.ts';

/** The life of a webhook request, from the route it was found on to the answer. */
export class Lifecycle {
  readonly running = new Running();
  readonly #settings: WebhookSettings;
  readonly #turns = new KeyedQueue();

  constructor(settings: WebhookSettings) {
    this.#settings = settings;
  }

  /** Answers one call. Never rejects. */
  async receive(route: WebhookRoute, call: IncomingCall): Promise<Answer> {
    const startedAt = performance.now();
    const exchange: Exchange = { route, conversation_id: undefined, duplicate: false };
    const answer = this.#refusalBeforeBody(call) ?? (await this.#answer(exchange, call));
    this.#report(exchange, answer.reply, startedAt);
    return answer;
  }

  #refusalBeforeBody(call: IncomingCall): Refusal | undefined {
    if (call.method !== 'POST') return refusals.notPost();
    if (!this.#settings.authenticate(call)) return refusals.unauthorized();
    return this.running.draining ? refusals.draining() : undefined;
  }

  async #answer(exchange: Exchange, call: IncomingCall): Promise<Answer> {
    const { verify, ordered, duplicates } = this.#settings;
    let inLine: string | undefined;
    let place: Place | undefined;
    this.running.begin();
    try {
      const body = await call.readBody();
      if (body instanceof Refusal) return body;
      const request: WebhookRequest = { method: call.method, url: fullest(call.urls), headers: call.headers, body };
      const parsed = parseRequest(exchange.route, body);
      if (!(parsed instanceof Refusal)) {
        const { conversation_id } = parsed;
        exchange.conversation_id = conversation_id;
        // In line before the verification, which may take longer for one request than for the next: the order is that
        // of arrival.
        if (ordered) place = this.#turns.enter(conversation_id);
        if (ordered) inLine = conversation_id;
      }
      const refusal = verify && (await this.#refusalBy(verify, exchange, call, request));
      if (refusal) return refusal;
      if (parsed instanceof Refusal) return parsed;
      if (place) await call.timers.wait(place.turn);
      const accepted = { exchange, call, request, parsed };
      return await (duplicates
        ? handleOnce(this.#settings, duplicates, this.running, accepted)
        : handle(this.#settings, this.running, accepted));
    } catch (error) {
      reportError(this.#settings, exchange, 'webhook', error);
      return refusals.failed('webhook');
    } finally {
      if (inLine !== undefined && !place?.giveUp()) this.#turns.leave(inLine);
      this.running.end();
    }
  }

  async #refusalBy(
    verify: NonNullable<WebhookSettings['verify']>,
    exchange: Exchange,
    call: IncomingCall,
    request: WebhookRequest,
  ): Promise<Refusal | undefined> {
    try {
      const verified = await withinTime(Promise.resolve(verify(request)), call.timers);
      if (verified === true) return undefined;
      if (verified !== timeUp) return refusals.notVerified();
      return tooSlow(this.#settings, exchange, 'verify');
    } catch (error) {
      reportError(this.#settings, exchange, 'verify', error);
      return refusals.failed('verify');
    }
  }

  #report({ route, conversation_id, duplicate }: Exchange, { status, body }: WebhookReply, startedAt: number): void {
    const { onHandled, logger } = this.#settings;
    const refused = status >= 400 && status < 500;
    if (!onHandled && !logger.debug && !refused) return;
    const info = { route, status, conversation_id, durationMs: performance.now() - startedAt, duplicate };
    if (onHandled) notify(() => onHandled(info));
    // Such an answer is all our own, and names fields, not values.
    log(logger, refused ? 'warn' : 'debug', 'gptbots-human answered', refused ? { ...info, answer: body } : info);
  }
}

function fullest(urls: IncomingCall['urls']): string {
  return urls.at(-1) ?? urls[0];
}
