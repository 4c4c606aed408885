import { createHmac, randomUUID } from 'node:crypto';
import type { StoredMessage } from './records.ts';
import { conversationPayload, messagePayload } from './shapes.ts';
import type { ChatwootStandIn } from './stand-in.ts';

/** Where callbacks go. */
export interface CallbackTarget {
  url: string;
  /** Chatwoot before 4.13 signs nothing. */
  secret?: string;
}

/** A callback that was made. */
export interface SeenCallback {
  event: string;
  /** 0: no answer within five seconds, or none at all. */
  status: number;
  payload: Record<string, unknown>;
}

/** Makes callbacks as lib/webhooks/trigger.rb does: once, and whoever does not answer 2xx has the message marked as failed. */
export class Callbacks {
  readonly seen: SeenCallback[] = [];
  /** While true, what happens is kept, and told in the opposite order by `release`: jobs of a queue overtake each other. */
  isHeld = false;
  readonly #held: (() => void)[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #standIn: ChatwootStandIn;
  readonly #target: () => CallbackTarget | undefined;

  constructor(standIn: ChatwootStandIn, target: () => CallbackTarget | undefined) {
    this.#standIn = standIn;
    this.#target = target;
  }

  message(event: string, ref: string, message: StoredMessage): void {
    const payload = { ...messagePayload(message, this.#standIn.conversation(ref)), event };
    this.#send(payload, message);
  }

  conversation(event: string, ref: string, changes?: Record<string, [unknown, unknown]>): void {
    const changed_attributes = Object.entries(changes ?? {}).map(([key, [previous_value, current_value]]) => ({
      [key]: { previous_value, current_value },
    }));
    const payload = { ...conversationPayload(this.#standIn.conversation(ref)), event };
    this.#send(changes ? { ...payload, changed_attributes } : payload);
  }

  release(): void {
    this.isHeld = false;
    for (const send of this.#held.splice(0).reverse()) send();
  }

  /** Resolves when every callback was answered. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #send(payload: Record<string, unknown> & { event: string }, message?: StoredMessage): void {
    const target = this.#target();
    if (!target) return;
    // What it is now, not what it is when it is sent.
    const body = rubyJson(payload);
    const send = () => {
      const sending = post(target, body)
        .then((status) => {
          this.seen.push({ event: payload.event, status, payload: JSON.parse(body) });
          const isOk = status >= 200 && status <= 299;
          if (!isOk && message && message.status !== 'failed') this.#standIn.markFailed(message, `HTTP ${status}`);
        })
        .finally(() => this.#underWay.delete(sending));
      this.#underWay.add(sending);
    };
    if (this.isHeld) this.#held.push(send);
    else send();
  }
}

/** The headers of a callback. */
export function signed(body: string, secret: string | undefined, atMs = Date.now()): Record<string, string> {
  const headers = { 'content-type': 'application/json', 'x-chatwoot-delivery': randomUUID() };
  if (secret === undefined) return headers;
  const timestamp = String(Math.floor(atMs / 1000));
  const hex = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { ...headers, 'x-chatwoot-timestamp': timestamp, 'x-chatwoot-signature': `sha256=${hex}` };
}

async function post({ url, secret }: CallbackTarget, body: string): Promise<number> {
  try {
    // Real ones wait for 5 s; on a busy machine an answer of 3 s may take longer.
    const signal = AbortSignal.timeout(60_000);
    const response = await fetch(url, { method: 'POST', headers: signed(body, secret), body, signal });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

// As Rails writes it: with these escaped, so that only the bytes that were sent have the signature.
function rubyJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
