import type { Clock } from '../internal/clock.ts';
import type { FaultSchedule, WebhookFault } from './faults.ts';
import type { Records } from './records.ts';
import type { Send } from './target.ts';

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
  send(): Send | undefined;
}

const paths: Record<WebhookName, string> = {
  establish: '/conversation/establish',
  chat: '/chat',
  close: '/conversation/close',
};

const delayMs = 1000;

// A webhook held back, possibly until the next answer in its conversation.
interface Hold {
  conversationId: string | undefined;
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
    const fault = this.#settings.faults.next({ name, conversationId });
    if (fault === 'chat-before-establish') held?.();
    if (fault === 'delay') await this.#hold(undefined);
    if (fault === 'reorder' || fault === 'chat-before-establish') await this.#hold(conversationId);
    const sending = this.#send(name, payload, fault);
    if (fault === 'twice-at-once') await this.#send(name, payload, fault);
    const status = await sending;
    if (fault === 'duplicate') await this.#send(name, payload, fault);
    if (fault === 'repeat-close') await this.#send(name, { ...payload, timestamp: payload.timestamp + 1 }, fault);
    if (fault === 'chat-after-close') {
      const { conversation_id, timestamp } = payload;
      await this.#send('chat', { conversation_id, timestamp: timestamp + 1, body: 'Written before the close.' }, fault);
    }
    return status;
  }

  /** Sends nothing any more, and holds nothing back. */
  close(): void {
    this.#settings.send = () => undefined;
    for (const hold of this.#holds) hold.end();
  }

  async #send(name: WebhookName, payload: Payload, fault: string | undefined): Promise<Status> {
    const { clock, secret, webhookTimeoutMs, records, send } = this.#settings;
    const body = JSON.stringify(payload);
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (secret !== undefined) headers.authorization = `Bearer ${asHeader(secret)}`;
    const end = records.begin({
      kind: 'webhook',
      name,
      conversationId: payload.conversation_id,
      startedAt: clock.now(),
      request: { method: 'POST', url: paths[name], headers, body: new TextEncoder().encode(body) },
      fault,
    });
    const controller = new AbortController();
    const timer = clock.start(webhookTimeoutMs, () =>
      controller.abort(new Error(`no answer within ${webhookTimeoutMs} ms`)),
    );
    try {
      const sender = send();
      if (!sender) throw new Error('no webhook is connected: call platform.connect(), and not after platform.close()');
      const answer = await sender(paths[name], { method: 'POST', headers, body }, controller.signal);
      end({ answer });
      return answer.status;
    } catch (error) {
      end({ failure: failureOf(error) });
      return undefined;
    } finally {
      timer.cancel();
      this.#release(payload.conversation_id);
    }
  }

  /** Waits for the next answer in a conversation, or for the time of a delay. */
  #hold(conversationId: string | undefined): Promise<void> {
    return new Promise((resolve) => {
      const hold: Hold = {
        conversationId,
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

  #release(conversationId: string): void {
    for (const hold of this.#holds) if (hold.conversationId === conversationId) hold.end();
  }
}

// A header is bytes, which fetch wants written as latin1.
function asHeader(secret: string): string {
  return Array.from(new TextEncoder().encode(secret), (byte) => String.fromCharCode(byte)).join('');
}

// fetch says "fetch failed" and keeps the reason in the cause.
function failureOf(error: unknown): string {
  const { message, cause } = error as { message?: unknown; cause?: { code?: unknown; message?: unknown } };
  return [message ?? error, cause?.code ?? cause?.message].filter(Boolean).join(': ');
}
