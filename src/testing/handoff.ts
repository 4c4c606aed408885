import type { Clock, Timer } from '../internal/clock.ts';
import { inputError } from '../internal/options.ts';
import type { EndReason, Line, Reply, Said, Visitor, VisitorOptions, VisitorStatus } from './types.ts';
import { UnreadReplies } from './unread-replies.ts';
import type { WebhookPayload, Webhooks } from './webhooks.ts';

/** What a conversation needs of its platform. */
export interface HandoffSettings {
  clock: Clock;
  webhooks: Webhooks;
  waitTimeoutMs: number;
  idleTimeoutMs: number;
  /** The status changed, or a reply was shown. */
  changed(visitor: Visitor, reply?: Reply): void;
}

/** The ids of a conversation, as GPTBots makes them. */
export interface HandoffIds {
  conversationId: string;
  botId: string;
  anonymousId: string;
}

/** What became of a reply the service sent. */
export type Taken = 'shown' | 'held' | 'over';

/** One conversation between a visitor and the service, and the platform's rules for it. */
export class Handoff implements Visitor {
  readonly conversationId: string;
  readonly lines: Line[] = [];
  readonly replies: Reply[] = [];
  status: VisitorStatus = 'connecting';
  endReason: EndReason | undefined = undefined;
  deadlineAt: number | undefined = undefined;
  readonly #settings: HandoffSettings;
  readonly #unread: UnreadReplies;
  // Replies that came while establish was still being answered; undefined from its answer on.
  #held: string[] | undefined = [];
  #timer: Timer | undefined = undefined;
  #lastTimestamp = 0;
  readonly #whenEnded: ((reason: EndReason | 'BUSY') => void)[] = [];

  constructor(settings: HandoffSettings, { conversationId }: HandoffIds) {
    this.#settings = settings;
    this.conversationId = conversationId;
    this.#unread = new UnreadReplies(conversationId);
  }

  /** Asks for a human. Resolves when that was answered, or is held back by a fault. */
  establish(ids: HandoffIds, options: VisitorOptions): Promise<void> {
    this.#settings.changed(this);
    return new Promise((resolve, reject) => {
      const payload = { ...establishFields(ids, options), timestamp: this.#timestamp(), ...options.fields };
      const conversation = { ...payload, conversation_id: this.conversationId };
      void this.#settings.webhooks
        .deliver('establish', conversation, resolve)
        .then((status) => this.#established(status === 200))
        .then(resolve, reject);
    });
  }

  async say(text: string): Promise<Said> {
    if (this.isOver) return { delivered: false, status: undefined };
    if (typeof text !== 'string') {
      this.#settings.webhooks.unsent('chat', this.conversationId, `say: expected text, got ${kindOf(text)}`);
      return { delivered: false, status: undefined };
    }
    const line: Line = { from: 'visitor', body: text, at: this.#settings.clock.now(), delivered: undefined };
    this.lines.push(line);
    if (this.status === 'connected') this.#wait(this.#settings.idleTimeoutMs);
    const status = await this.#settings.webhooks.deliver('chat', this.#payload({ body: text }));
    line.delivered = status === 200;
    return { delivered: line.delivered, status };
  }

  async nextReply(options: { timeoutMs?: number } = {}): Promise<Reply> {
    // Any object may be asked for it, and a value that is none has nothing.
    const { timeoutMs = 5_000 } = Object(options) as { timeoutMs?: unknown };
    const isDuration = typeof timeoutMs === 'number' && timeoutMs >= 0 && timeoutMs <= maxTimeoutMs;
    if (typeof options === 'object' && options && isDuration) return this.#unread.next(timeoutMs);
    throw inputError(`nextReply: expected { timeoutMs }, a number of milliseconds from 0 to ${maxTimeoutMs}`);
  }

  async leave(): Promise<void> {
    if (this.isOver) return;
    this.#end('USER_CLOSED');
    await this.#settings.webhooks.deliver('close', this.#payload({ type: 'USER_CLOSED' }));
  }

  ended(): Promise<EndReason | 'BUSY'> {
    return new Promise((resolve) => {
      if (this.isOver) resolve(this.endReason ?? 'BUSY');
      else this.#whenEnded.push(resolve);
    });
  }

  /** No message passes any more. */
  get isOver(): boolean {
    return this.status === 'busy' || this.status === 'closed';
  }

  /** The service replies. */
  receive(body: string): Taken {
    if (this.isOver) return 'over';
    if (this.#held) {
      this.#held.push(body);
      return 'held';
    }
    this.#show(body);
    return 'shown';
  }

  /** The service closes the session. */
  closeByService(): void {
    if (!this.isOver) this.#end('CLOSED_BY_SERVICE');
  }

  #established(created: boolean): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    if (this.isOver) return;
    if (!created) {
      this.status = 'busy';
      this.#over('BUSY', 'the service was busy');
      return;
    }
    this.#wait(this.#settings.waitTimeoutMs);
    this.#settings.changed(this);
    for (const body of held) this.#show(body);
  }

  #show(body: string): void {
    const reply = { body, at: this.#settings.clock.now() };
    this.replies.push(reply);
    this.lines.push({ from: 'service', ...reply });
    const wasConnecting = this.status === 'connecting';
    this.status = 'connected';
    this.#wait(this.#settings.idleTimeoutMs);
    if (wasConnecting) this.#settings.changed(this);
    this.#settings.changed(this, reply);
    this.#unread.add(reply);
  }

  #wait(ms: number): void {
    this.#timer?.cancel();
    this.deadlineAt = this.#settings.clock.now() + ms;
    this.#timer = this.#settings.clock.start(ms, () => {
      this.#end('TIMEOUT');
      void this.#settings.webhooks.deliver('close', this.#payload({ type: 'TIMEOUT' }));
    });
  }

  #end(reason: EndReason): void {
    this.status = 'closed';
    this.endReason = reason;
    this.#over(reason, `the conversation ended: ${reason}`);
  }

  #over(outcome: EndReason | 'BUSY', why: string): void {
    this.#timer?.cancel();
    this.deadlineAt = undefined;
    this.#settings.changed(this);
    this.#unread.end(why);
    for (const resolve of this.#whenEnded.splice(0)) resolve(outcome);
  }

  #payload(fields: Record<string, unknown>): WebhookPayload {
    return { conversation_id: this.conversationId, timestamp: this.#timestamp(), ...fields };
  }

  // Two messages of the same millisecond are still two.
  #timestamp(): number {
    this.#lastTimestamp = Math.max(this.#settings.clock.now(), this.#lastTimestamp + 1);
    return this.#lastTimestamp;
  }
}

// setTimeout takes anything longer for 1 ms.
const maxTimeoutMs = 2_147_483_647;

function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

function establishFields({ botId, anonymousId }: HandoffIds, { email, user, transcript }: VisitorOptions) {
  return {
    bot_id: botId,
    // Where nobody typed an address, the platform sends this one.
    email: email ?? 'support@gptbots.ai',
    body: transcript ?? [
      { message_type: 'QUESTION', text: 'I would like to talk to a human.' },
      { message_type: 'ANSWER', text: '' },
    ],
    user_info: { phone: null, email: email ?? null, user_id: null, anonymous_id: anonymousId, ...user },
  };
}
