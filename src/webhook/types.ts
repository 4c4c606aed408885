import type { Logger } from '../internal/logger.ts';
import type { ChatRequest, CloseRequest, EstablishRequest } from '../models/webhook.ts';
import type { Declined } from './decline.ts';

/** The three webhook routes. */
export type WebhookRoute = 'establish' | 'chat' | 'close';

/** One HTTP request, from whichever framework. */
export interface WebhookRequest {
  /** The HTTP method. */
  method: string;
  /** The path with its query, or the whole URL. */
  url: string;
  /** The request's headers. */
  headers: Headers | Record<string, string | string[] | undefined>;
  /** Raw, or already parsed by the framework. */
  body: string | Uint8Array | object | undefined;
}

/** The HTTP answer to send. Its body is always JSON `{code, message}`. */
export interface WebhookReply {
  /** The HTTP status. */
  status: number;
  /** The headers to send. */
  headers: Record<string, string>;
  /** The JSON to send. */
  body: string;
}

/** What a handler may know and do besides its request. */
export interface WebhookContext {
  /** Which of the three routes it is. */
  readonly route: WebhookRoute;
  /** The HTTP request as it came. Its URL and headers may hold the webhook secret. */
  readonly request: WebhookRequest;
  /**
   * Aborts when the handler has taken longer than `timeoutMs`. An `abort` listener of yours must not throw: as with any
   * AbortSignal, Node takes that for an uncaught exception.
   */
  readonly signal: AbortSignal;
  /**
   * Work that outlives the answer; `drain()` waits for it, and its failure goes to `onError`.
   *
   * A function runs after the answer was sent, unless the request failed or timed out. A promise is only waited for:
   * its work has begun already. A host that has a `waitUntil` is told of all of it.
   */
  waitUntil(work: Promise<unknown> | (() => Promise<unknown> | unknown)): void;
}

// biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing is the usual one.
type Outcome = void | Declined;

/** Handles one kind of request. Its result is ignored, except for that of `decline()`. */
export type WebhookHandler<Request> = (request: Request, ctx: WebhookContext) => Outcome | Promise<Outcome>;

/** Options of `createHumanWebhook`. */
export interface HumanWebhookOptions {
  /**
   * What GPTBots has to present, as `Authorization: Bearer <secret>`, as `?token=<secret>`, or as the path segment
   * right before the route. Several for a rotation; `false` when you knowingly leave the webhook open.
   */
  secret: string | readonly string[] | false | undefined;
  /**
   * An extra check, once the body has arrived and before it is parsed. `false` answers 401, throwing 500, and taking
   * longer than `timeoutMs` 504. A request whose check takes long holds up those that came after it.
   */
  verify?: ((request: WebhookRequest) => boolean | Promise<boolean>) | undefined;
  /** Where the routes are mounted. @default any path: its end decides the route */
  basePath?: string | undefined;
  /** A user asks for a human. Once this is handled, send a reply within 60 s, or GPTBots ends the conversation. */
  establish: WebhookHandler<EstablishRequest>;
  /** The user writes. */
  chat: WebhookHandler<ChatRequest>;
  /** The conversation timed out, or the user closed it. */
  close: WebhookHandler<CloseRequest>;
  /** How long a handler may take, from its start, in milliseconds; then GPTBots gets 504. @default 10000 */
  timeoutMs?: number | undefined;
  /** The largest body accepted, in bytes; else 413. @default 1048576 */
  maxBodyBytes?: number | undefined;
  /** How long the body may take to arrive, in milliseconds; else 408. @default 10000 */
  bodyTimeoutMs?: number | undefined;
  /** Handlers for one conversation run one after another, in the order of arrival. @default true */
  ordered?: boolean | undefined;
  /** How many requests of one conversation may wait in line for their turn; the next is answered 503. @default 100 */
  maxQueued?: number | undefined;
  /**
   * How long a request may wait in line, in milliseconds; then it is answered 503. One whose caller has gone leaves the
   * line too, and is not handled. @default 30000
   */
  queueTimeoutMs?: number | undefined;
  /**
   * For hosts that freeze the process once the answer is sent: called with one promise per request that covers all the
   * work it leaves behind, before the answer is sent; not called when there is none. A `waitUntil` that comes with a
   * call is used instead. @default none
   */
  waitUntil?: ((work: Promise<unknown>) => void) | undefined;
  /**
   * Remembers handled requests, so that a redelivery gets the same answer and no handler runs twice. Two requests are
   * the same when route, `conversation_id`, `timestamp` and payload are equal. In memory, so per process.
   * @default { ttlMs: 86400000, maxEntries: 10000 }
   */
  dedupe?: DedupeOptions | false | undefined;
  /** The `code` in the answer to a handled request; GPTBots' documentation leaves it open. @default 200 */
  successCode?: number | undefined;
  /** Hears of everything that went wrong in your code: a handler that threw or was too slow, `verify`, `waitUntil`. */
  onError?: ((error: unknown, info: { route: WebhookRoute; conversation_id: string | undefined }) => void) | undefined;
  /** Hears of every answered request, for your metrics. */
  onHandled?: ((info: HandledInfo) => void) | undefined;
  /** Never hears of a secret, a text or an address. @default warnings and errors go to the console */
  logger?: Logger | undefined;
}

/** How long and how much the duplicate check remembers. */
export interface DedupeOptions {
  /** In milliseconds. @default 86400000, a day */
  ttlMs?: number | undefined;
  /** The oldest is forgotten first. @default 10000 */
  maxEntries?: number | undefined;
}

/** What `onHandled` is told. */
export interface HandledInfo {
  /** Which of the three routes it was. */
  route: WebhookRoute;
  /** The HTTP status of the answer. */
  status: number;
  /** Unknown when the request was refused before its body was understood. */
  conversation_id: string | undefined;
  /** From the arrival of the request to its answer, in milliseconds. */
  durationMs: number;
  /** The request had been handled before; the handler did not run again. */
  duplicate: boolean;
  /** GPTBots has tested whether the webhook is there; no handler ran. */
  test: boolean;
}

/** Tells a host of work to wait for. */
export type HostWait = NonNullable<HumanWebhookOptions['waitUntil']>;

/** What may come with one call of a face. */
export interface CallContext {
  /** Tells the host of work that outlives the answer; see the option of the same name. */
  waitUntil?: HostWait | undefined;
  /** Aborts when the caller has gone: a request that still waits in line is not handled then. */
  signal?: AbortSignal | undefined;
}

/** Options of `drain()`. */
export interface DrainOptions {
  /** For how long new requests are still served, in milliseconds: a load balancer needs a while to look elsewhere. @default 0 */
  delayMs?: number | undefined;
  /** How long to wait for what is under way after that, in milliseconds. @default as long as it takes */
  timeoutMs?: number | undefined;
}
