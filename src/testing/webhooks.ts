import type { Clock } from '../internal/clock.ts';
import { createRedactor } from '../internal/foreign-text.ts';
import { parseObject } from '../internal/json-object.ts';
import { utf8AsLatin1 } from '../internal/latin1.ts';
import { realNow } from '../internal/real-timers.ts';
import { UnderWay } from '../internal/under-way.ts';
import { unlessAborted } from '../internal/waiting.ts';
import { describeError } from './describe-error.ts';
import type { FaultCall, FaultSchedule, WebhookFault } from './faults.ts';
import { Holds } from './holds.ts';
import type { EndCall, Records } from './records.ts';
import { type Route, routePaths } from './routes.ts';
import { samples } from './samples.ts';
import { type Target, urlBelow } from './target.ts';
import { maxWebhookAnswerBytes, type TransportResult } from './transport.ts';
import type { PlainReply } from './types.ts';

/** What a webhook says, by its fields on the wire. */
export type WebhookPayload = Record<string, unknown> & {
  conversation_id?: string | undefined;
  timestamp?: number;
};

// Which other fields GPTBots sends with an availability test is not documented, so there are none.
const testPayload: WebhookPayload = samples.availabilityTest('bare');

/** What a webhook was answered with; undefined when there was no answer. */
export type Status = number | undefined;

/** How a webhook was answered, and after how long. */
export interface Answered {
  status: Status;
  /** Real milliseconds. */
  durationMs: number;
}

/** A webhook that was recorded, with its body as text. */
export interface Recorded {
  name: Route;
  body: string;
  /** It was an availability test. */
  test: boolean;
  /** The id of its record; undefined for one of another platform. */
  repeatOf: number | undefined;
}

/** What is needed to send webhooks. */
export interface DeliverySettings {
  clock: Clock;
  secret: string | undefined;
  webhookTimeoutMs: number;
  records: Records;
  faults: FaultSchedule<WebhookFault>;
  /** Undefined before a target is connected. */
  target(): Target | undefined;
}

/** A webhook, ready to be sent. */
interface OutgoingWebhook {
  name: Route;
  conversation_id: string | undefined;
  body: string;
  test: boolean;
  fault?: WebhookFault | undefined;
  repeatOf?: number | undefined;
}

/** The answer that ends the wait of a webhook that is held back. */
interface Until {
  conversationId: string | undefined;
  endsWith(route: Route): boolean;
}

/** Which webhooks a fault can be played on. */
export function fitsWebhook(fault: WebhookFault, { name, test }: FaultCall): boolean {
  if (test) return fault === 'delay' || fault === 'duplicate' || fault === 'twice-at-once';
  if (fault === 'chat-before-establish') return name === 'establish';
  if (fault === 'chat-after-close' || fault === 'repeat-close') return name === 'close';
  return fault !== 'reorder' || name === 'chat';
}

/** Sends webhooks, and plays the faults that were asked for. */
export class Webhooks {
  readonly #settings: DeliverySettings;
  readonly #holds: Holds<Until>;
  /** Makes what others say fit to be shown. */
  readonly #shown: (text: string) => string;
  readonly #sendings = new Set<AbortController>();
  #closed = false;
  readonly #underWay = new UnderWay();

  constructor(settings: DeliverySettings) {
    this.#settings = settings;
    this.#holds = new Holds(settings.clock);
    this.#shown = createRedactor(settings.secret === undefined ? [] : [settings.secret]);
  }

  /** Sends one webhook. Never rejects. `held` is called when a fault holds it back until the visitor writes. */
  deliver(name: Route, payload: WebhookPayload, held?: () => void): Promise<Status> {
    return this.#underWay.track(this.#deliver(name, payload, held).then(({ status }) => status));
  }

  /** Sends the availability test of a route. Never rejects. */
  test(name: Route): Promise<Answered> {
    return this.#underWay.track(this.#deliver(name, testPayload));
  }

  /** Sends a webhook that was sent before once more, byte for byte. No fault is played on it. Never rejects. */
  repeat({ name, body, test, repeatOf }: Recorded): Promise<Answered> {
    const conversationId = parseObject(body)?.conversation_id;
    const conversation_id = typeof conversationId === 'string' ? conversationId : undefined;
    return this.#underWay.track(this.#send({ name, conversation_id, body, test, repeatOf }));
  }

  /** Records a webhook that could not be sent. */
  unsent(name: Route, conversation_id: string, failure: string): void {
    this.#begin({ name, conversation_id, body: '', test: false })({ failure });
  }

  /** The base URL of what is connected. */
  get url(): string | undefined {
    return this.#target()?.givenUrl;
  }

  /** Resolves once every webhook was answered. */
  settled(): Promise<void> {
    return this.#underWay.ended();
  }

  async #deliver(name: Route, payload: WebhookPayload, held?: () => void): Promise<Answered> {
    const { conversation_id: conversationId, timestamp = 0 } = payload;
    const test = payload === testPayload;
    const message = { name, conversation_id: conversationId, test };
    let fault: WebhookFault | undefined;
    let body: string;
    try {
      // Both are the developer's: the function that decides on faults, and what a visitor says.
      fault = this.#settings.faults.next({ name, conversationId, test });
      body = JSON.stringify(payload);
    } catch (error) {
      this.#begin({ ...message, body: '' })({ failure: describeError(error, this.#shown) });
      return { status: undefined, durationMs: 0 };
    }
    if (fault === 'chat-before-establish') held?.();
    if (fault === 'delay') await this.#holds.wait();
    if (fault === 'reorder') await this.#holds.wait({ conversationId, endsWith: () => true });
    if (fault === 'chat-before-establish')
      await this.#holds.wait({ conversationId, endsWith: (sent) => sent === 'chat' });
    const sending = this.#send({ ...message, body, fault });
    if (fault === 'twice-at-once') await this.#send({ ...message, body, fault });
    const answered = await sending;
    if (fault === 'duplicate') await this.#send({ ...message, body, fault });
    if (fault === 'repeat-close') {
      await this.#send({ ...message, body: JSON.stringify({ ...payload, timestamp: timestamp + 1 }), fault });
    }
    if (fault === 'chat-after-close') {
      const chat = { conversation_id: conversationId, timestamp: timestamp - 1, body: 'Written before the close.' };
      await this.#send({ ...message, name: 'chat', body: JSON.stringify(chat), fault });
    }
    return answered;
  }

  /** Sends nothing any more, holds nothing back, and waits for no answer. */
  close(): void {
    this.#closed = true;
    this.#holds.endAll();
    for (const sending of this.#sendings) sending.abort('the platform was closed');
  }

  async #send(message: OutgoingWebhook): Promise<Answered> {
    const { name, conversation_id, body } = message;
    const { clock, webhookTimeoutMs } = this.#settings;
    const target = this.#target();
    const headers = this.#headers();
    const startedAt = realNow();
    const answered = (status: Status) => ({ status, durationMs: realNow() - startedAt });
    const end = this.#begin(message);
    if (!target) {
      end({ failure: 'no webhook is connected: call platform.connect(), and not after platform.close()' });
      return answered(undefined);
    }
    // Webhooks held back now may go once this one was answered; those held back later wait for another.
    const release = this.#holds.releaser(
      ({ conversationId, endsWith }) => conversationId === conversation_id && endsWith(name),
    );
    const controller = new AbortController();
    this.#sendings.add(controller);
    const timer = clock.start(webhookTimeoutMs, () => controller.abort(`no answer within ${webhookTimeoutMs} ms`));
    try {
      const { signal } = controller;
      const request = { method: 'POST', url: urlBelow(target.baseUrl, routePaths[name]).href, headers, body };
      const answer = checkedAnswer(await unlessAborted(signal, () => target.send(request, signal)));
      end({ answer });
      return answered(answer.status);
    } catch (error) {
      end({ failure: describeError(error, this.#shown) });
      return answered(undefined);
    } finally {
      timer.cancel();
      this.#sendings.delete(controller);
      release();
    }
  }

  #target(): Target | undefined {
    return this.#closed ? undefined : this.#settings.target();
  }

  #headers(): Record<string, string> {
    const { secret } = this.#settings;
    const headers = { 'content-type': 'application/json' };
    return secret === undefined ? headers : { ...headers, authorization: `Bearer ${utf8AsLatin1(secret)}` };
  }

  #begin({ name, conversation_id: conversationId, body, test, fault, repeatOf }: OutgoingWebhook): EndCall {
    const { clock, records } = this.#settings;
    const target = this.#target();
    const { pathname, search } = urlBelow(target?.baseUrl ?? nowhere, routePaths[name]);
    return records.begin({
      kind: 'webhook',
      name,
      test,
      conversationId,
      startedAt: clock.now(),
      request: {
        method: 'POST',
        url: pathname + search,
        headers: this.#headers(),
        body: new TextEncoder().encode(body),
      },
      fault,
      repeatOf,
    });
  }
}

// Before a target is connected, a record shows the path alone.
const nowhere = new URL('http://localhost');

function checkedAnswer(result: TransportResult): PlainReply {
  if (result === 'too large') throw new Error(`the webhook answered with more than ${maxWebhookAnswerBytes} bytes`);
  if ('rubbish' in result) throw new Error(result.rubbish);
  if (!(result.status > 0)) throw new Error('the webhook answered with a network error, `Response.error()`');
  return result;
}
