import type { Clock } from '../internal/clock.ts';
import { utf8AsLatin1 } from '../internal/latin1.ts';
import { describeError } from './describe-error.ts';
import type { FaultSchedule, WebhookFault } from './faults.ts';
import { Holds } from './holds.ts';
import type { EndCall, Records } from './records.ts';
import { type Route, routePaths } from './routes.ts';
import type { Sender } from './target.ts';

/** What a webhook says, by its fields on the wire. */
export type Payload = Record<string, unknown> & { conversation_id: string; timestamp: number };

/** What a webhook was answered with; undefined when there was no answer. */
export type Status = number | undefined;

/** What is needed to send webhooks. */
export interface WebhookSettings {
  clock: Clock;
  secret: string | undefined;
  webhookTimeoutMs: number;
  records: Records;
  faults: FaultSchedule<WebhookFault>;
  /** Undefined before a target is connected. */
  send(): Sender | undefined;
}

/** The answer that ends the wait of a webhook that is held back. */
interface Until {
  conversationId: string;
  endsWith(route: Route): boolean;
}

/** Which webhooks a fault can be played on. */
export function fitsWebhook(fault: WebhookFault, name: string): boolean {
  if (fault === 'chat-before-establish') return name === 'establish';
  if (fault === 'chat-after-close' || fault === 'repeat-close') return name === 'close';
  return fault !== 'reorder' || name === 'chat';
}

/** Sends webhooks, and plays the faults that were asked for. */
export class Webhooks {
  readonly #settings: WebhookSettings;
  readonly #holds: Holds<Until>;
  readonly #sendings = new Set<AbortController>();
  #closed = false;
  readonly #underWay = new Set<Promise<Status>>();

  constructor(settings: WebhookSettings) {
    this.#settings = settings;
    this.#holds = new Holds(settings.clock);
  }

  /** Sends one webhook. Never rejects. `held` is called when a fault holds it back until the visitor writes. */
  deliver(name: Route, payload: Payload, held?: () => void): Promise<Status> {
    const delivery = this.#deliver(name, payload, held).finally(() => this.#underWay.delete(delivery));
    this.#underWay.add(delivery);
    return delivery;
  }

  /** Resolves once every webhook was answered. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #deliver(name: Route, payload: Payload, held?: () => void): Promise<Status> {
    const conversationId = payload.conversation_id;
    let fault: WebhookFault | undefined;
    try {
      // Both are the developer's: the function that decides on faults, and what a visitor says.
      fault = this.#settings.faults.next({ name, conversationId });
      JSON.stringify(payload);
    } catch (error) {
      this.#begin(name, payload, '', undefined)({ failure: describeError(error) });
      return undefined;
    }
    if (fault === 'chat-before-establish') held?.();
    if (fault === 'delay') await this.#holds.wait();
    if (fault === 'reorder') await this.#holds.wait({ conversationId, endsWith: () => true });
    if (fault === 'chat-before-establish')
      await this.#holds.wait({ conversationId, endsWith: (sent) => sent === 'chat' });
    const sending = this.#send(name, payload, fault);
    if (fault === 'twice-at-once') await this.#send(name, payload, fault);
    const status = await sending;
    if (fault === 'duplicate') await this.#send(name, payload, fault);
    if (fault === 'repeat-close') await this.#send(name, { ...payload, timestamp: payload.timestamp + 1 }, fault);
    if (fault === 'chat-after-close') {
      const { conversation_id, timestamp } = payload;
      await this.#send('chat', { conversation_id, timestamp: timestamp - 1, body: 'Written before the close.' }, fault);
    }
    return status;
  }

  /** Sends nothing any more, holds nothing back, and waits for no answer. */
  close(): void {
    this.#closed = true;
    this.#holds.endAll();
    for (const sending of this.#sendings) sending.abort('the platform was closed');
  }

  async #send(name: Route, payload: Payload, fault: string | undefined): Promise<Status> {
    const { clock, webhookTimeoutMs } = this.#settings;
    const sender = this.#sender();
    const body = JSON.stringify(payload);
    const headers = this.#headers();
    const end = this.#begin(name, payload, body, fault);
    if (!sender) {
      end({ failure: 'no webhook is connected: call platform.connect(), and not after platform.close()' });
      return undefined;
    }
    // Who is held back now may go once this one was answered; who is held back later waits for another.
    const release = this.#holds.releaser(
      ({ conversationId, endsWith }) => conversationId === payload.conversation_id && endsWith(name),
    );
    const controller = new AbortController();
    this.#sendings.add(controller);
    const timer = clock.start(webhookTimeoutMs, () => controller.abort(`no answer within ${webhookTimeoutMs} ms`));
    try {
      const answer = await sender.send(routePaths[name], { method: 'POST', headers, body }, controller.signal);
      end({ answer });
      return answer.status;
    } catch (error) {
      end({ failure: describeError(error) });
      return undefined;
    } finally {
      timer.cancel();
      this.#sendings.delete(controller);
      release();
    }
  }

  #sender(): Sender | undefined {
    return this.#closed ? undefined : this.#settings.send();
  }

  #headers(): Record<string, string> {
    const { secret } = this.#settings;
    const headers = { 'content-type': 'application/json' };
    return secret === undefined ? headers : { ...headers, authorization: `Bearer ${utf8AsLatin1(secret)}` };
  }

  #begin(name: Route, { conversation_id }: Payload, body: string, fault: string | undefined): EndCall {
    const { clock, records } = this.#settings;
    const url = this.#sender()?.pathOf(routePaths[name]) ?? routePaths[name];
    return records.begin({
      kind: 'webhook',
      name,
      conversationId: conversation_id,
      startedAt: clock.now(),
      request: { method: 'POST', url, headers: this.#headers(), body: new TextEncoder().encode(body) },
      fault,
    });
  }
}
