import type { Refusal } from './replies.ts';
import type { HostWait, WebhookReply, WebhookRequest } from './types.ts';

/** One HTTP call, as a face presents it to the core. */
export interface IncomingCall {
  method: string;
  /** Every form the URL is known in, the fullest last: frameworks cut their mount path off one of them. */
  urls: readonly [string, ...string[]];
  headers: WebhookRequest['headers'];
  /** Reads the body, once, after the caller has shown the secret. No promise when the body is there already. */
  readBody(): Body | Promise<Body>;
  /** Whether the caller has gone, and nobody will hear of the answer. */
  isGone?: (() => boolean) | undefined;
  /** Tells when the caller goes, at once if it has. Returns how to listen no more. */
  onGone?: ((listener: () => void) => () => void) | undefined;
  /** The host's own way to be told of work that outlives the answer, when the call brought one. */
  waitUntil?: HostWait | undefined;
}

/** A body, or why there is none. */
export type Body = WebhookRequest['body'] | Refusal;

/** What a face has to send. */
export interface Answer {
  reply: WebhookReply;
  /** To be called once the answer was sent; absent when nobody waits for that. */
  sent?: (() => void) | undefined;
  /** The webhook shuts down: a connection that stays open should not be used again. */
  isLast?: boolean | undefined;
}
