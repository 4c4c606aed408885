import type { Refusal } from './replies.ts';
import type { HostWait, WebhookReply, WebhookRequest } from './types.ts';

/** One HTTP request, as a face hands it to the core. */
export interface IncomingCall {
  method: string;
  /** The request's URL in every known form, the longest last: frameworks remove the mount path from one of them. */
  urls: readonly [string, ...string[]];
  headers: WebhookRequest['headers'];
  /** Reads the body. Called once, after the secret was checked. Returns no promise when the body is there already. */
  readBody(): Body | Promise<Body>;
  /** Whether the caller has gone, so that nobody would get the answer. */
  isGone(): boolean;
  /** Calls `listener` when the caller goes, at once if it has gone. Returns a function that stops listening. */
  onGone(listener: () => void): () => void;
  /** The host's `waitUntil`, if one came with this request. */
  waitUntil?: HostWait | undefined;
}

/** A body, or the refusal to answer when there is none. */
export type Body = WebhookRequest['body'] | Refusal;

/** An answer for a face to send. */
export interface Answer {
  reply: WebhookReply;
  /** The face calls it when the answer was sent. Absent when nothing waits for that. */
  sent?: (() => void) | undefined;
  /** The webhook is shutting down, so the connection should not be used for another request. */
  isLast?: boolean | undefined;
}
