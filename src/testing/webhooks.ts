import type { Clock } from '../internal/clock.ts';
import { utf8AsLatin1 } from '../internal/latin1.ts';
import type { FaultSchedule, WebhookFault } from './faults.ts';
import type { EndCall, Records } from './records.ts';
import type { Sender } from './target.ts';

/** The three webhooks. */
export type WebhookName = 'establish' | 'chat' | 'close';

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

const paths: Record<WebhookName, string> = {
  establish: '/conversation/establish',
  chat: '/chat',
  close: '/conversation/close',
};

const delayMs = 1000;

/** A webhook held back, for a second, or until one that was sent later was answered. */
interface Hold {
  /** Whether the answer to this webhook of its conversation ends it; undefined when only the time does. */
  until?: { conversationId: string; endsWith(name: WebhookName): boolean } | undefined;
  end(): void;
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
  readonly #holds = new Set<Hold>();
  readonly #sendings = new Set<AbortController>();
  #closed = false;
  readonly #underWay = new Set<Promise<Status>>();

  constructor(settings: WebhookSettings) {
    this.#settings = settings;
  }

  /** Sends one webhook. Never rejects. `held` is called when a fault holds it back until the visitor writes. */
  deliver(name: WebhookName, payload: Payload, held?: () => void): Promise<Status> {
    const delivery = this.#deliver(name, payload, held).finally(() => this.#underWay.delete(delivery));
    this.#underWay.add(delivery);
    return delivery;
  }

  /** Resolves once every webhook was answered. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #deliver(name: WebhookName, payload: Payload, held?: () => void): Promise<Status> {
    const conversationId = payload.conversation_id;
    let fault: WebhookFault | undefined;
    try {
      // Both are the developer's: the function that decides on faults, and what a visitor says.
      fault = this.#settings.faults.next({ name, conversationId });
      JSON.stringify(payload);
    } catch (error) {
      this.#begin(name, payload, '', undefined)({ failure: failureOf(error) });
      return undefined;
    }
    if (fault === 'chat-before-establish') held?.();
    if (fault === 'delay') await this.#hold();
    if (fault === 'reorder') await this.#hold({ conversationId, endsWith: () => true });
    if (fault === 'chat-before-establish') await this.#hold({ conversationId, endsWith: (sent) => sent === 'chat' });
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
    for (const hold of this.#holds) hold.end();
    for (const sending of this.#sendings) sending.abort(new Error('the platform was closed'));
  }

  async #send(name: WebhookName, payload: Payload, fault: string | undefined): Promise<Status> {
    const { clock, webhookTimeoutMs } = this.#settings;
    const sender = this.#sender();
    const body = JSON.stringify(payload);
    const headers = this.#headers();
    const end = this.#begin(name, payload, body, fault);
    // Who is held back now may go once this one was answered; who is held back later waits for another.
    const heldBefore = [...this.#holds].filter(
      ({ until }) => until?.conversationId === payload.conversation_id && until.endsWith(name),
    );
    const controller = new AbortController();
    this.#sendings.add(controller);
    const timer = clock.start(webhookTimeoutMs, () =>
      controller.abort(new Error(`no answer within ${webhookTimeoutMs} ms`)),
    );
    try {
      if (!sender) throw new Error('no webhook is connected: call platform.connect(), and not after platform.close()');
      const answer = await sender.send(paths[name], { method: 'POST', headers, body }, controller.signal);
      end({ answer });
      return answer.status;
    } catch (error) {
      end({ failure: failureOf(error) });
      return undefined;
    } finally {
      timer.cancel();
      this.#sendings.delete(controller);
      for (const hold of heldBefore) hold.end();
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

  #begin(name: WebhookName, { conversation_id }: Payload, body: string, fault: string | undefined): EndCall {
    const { clock, records } = this.#settings;
    const url = this.#sender()?.pathOf(paths[name]) ?? paths[name];
    return records.begin({
      kind: 'webhook',
      name,
      conversationId: conversation_id,
      startedAt: clock.now(),
      request: { method: 'POST', url, headers: this.#headers(), body: new TextEncoder().encode(body) },
      fault,
    });
  }

  #hold(until?: Hold['until']): Promise<void> {
    return new Promise((resolve) => {
      const hold: Hold = {
        until,
        end: () => {
          timer.cancel();
          this.#holds.delete(hold);
          resolve();
        },
      };
      const timer = this.#settings.clock.start(delayMs, hold.end);
      this.#holds.add(hold);
    });
  }
}

// fetch says "fetch failed" and keeps the reason in the cause. Anything may be thrown.
function failureOf(error: unknown): string {
  const { message, cause } = Object(error) as { message?: unknown; cause?: { code?: unknown; message?: unknown } };
  return [message ?? error, cause?.code ?? cause?.message].filter(Boolean).join(': ') || 'something without a message';
}
