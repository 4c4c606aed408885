import type { Refusal } from './replies.ts';
import type { Timers } from './timers.ts';
import type { WebhookReply, WebhookRequest } from './types.ts';

/** One HTTP call, as a face presents it to the core. */
export interface IncomingCall {
  method: string;
  /** Every form the URL is known in, the fullest last: frameworks cut their mount path off one of them. */
  urls: readonly [string, ...string[]];
  headers: WebhookRequest['headers'];
  /**
   * Reads the body, once, after the caller has shown the secret. Calls back instead of promising, as most bodies are
   * there at once, and a promise for each request costs more than reading them.
   */
  readBody(done: (body: Body) => void): void;
  /** Timers of `timeoutMs`. */
  timers: Timers;
  /** Keeps the runtime alive for work that outlives the answer. */
  extend?: ((work: Promise<unknown>) => void) | undefined;
}

/** A body, or why there is none. */
export type Body = WebhookRequest['body'] | Refusal;

/** What a face has to send. */
export interface Answer {
  reply: WebhookReply;
  /** To be called once the answer was sent; absent when nobody waits for that. */
  sent?: (() => void) | undefined;
}
