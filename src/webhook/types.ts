import type { Logger } from '../internal/logger.ts';
import type { ChatRequest, CloseRequest, EstablishRequest } from '../models/webhook.ts';
import type { Declined } from './decline.ts';
import type { WebhookTelemetry } from './telemetry.ts';

/** The three webhook routes. */
export type WebhookRoute = 'establish' | 'chat' | 'close';

/** One HTTP request, from any framework. */
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

/** What a handler gets besides its request. */
export interface WebhookContext {
  /** The route of the request. */
  readonly route: WebhookRoute;
  /** The HTTP request. Its URL and headers may contain the webhook secret. */
  readonly request: WebhookRequest;
  /**
   * Aborts when the handler takes longer than `timeoutMs`. Your `abort` listeners must not throw: Node treats that as
   * an uncaught exception, as with any AbortSignal (https://github.com/nodejs/node/issues/46852).
   */
  readonly signal: AbortSignal;
  /**
   * Takes work that goes on after the answer. `drain()` waits for it, and its failure goes to `onError`.
   *
   * A function runs after the answer was sent, unless the request failed or timed out. A promise is only waited for,
   * because its work has begun already. A serverless host with a `waitUntil` waits for both.
   */
  waitUntil(work: Promise<unknown> | (() => Promise<unknown> | unknown)): void;
}

// biome-ignore lint/suspicious/noConfusingVoidType: most handlers return nothing.
type Outcome = void | Declined;

/** Handles the requests of one route. Its result is ignored, unless it is that of `decline()`. */
export type WebhookHandler<Request> = (request: Request, ctx: WebhookContext) => Outcome | Promise<Outcome>;

/** Options of `createHumanWebhook`. */
export interface HumanWebhookOptions {
  /**
   * The secret GPTBots has to send: as `Authorization: Bearer <secret>`, as `?token=<secret>`, or as the path segment
   * right before the route. Pass several to rotate it. Pass `false` to leave the webhook open on purpose.
   */
  secret: string | readonly string[] | false | undefined;
  /**
   * An extra check, called when the body has arrived and before it is parsed. Anything but `true` is answered with 401,
   * an error with 500, and more than `timeoutMs` with 504. A slow check holds up the requests that came later.
   */
  verify?: ((request: WebhookRequest) => boolean | Promise<boolean>) | undefined;
  /** The path under which the routes are mounted. @default any path; its end decides the route */
  basePath?: string | undefined;
  /** A user asks for a human. Send a reply within 60 s after this is handled, or GPTBots ends the conversation. */
  establish: WebhookHandler<EstablishRequest>;
  /** The user writes. */
  chat: WebhookHandler<ChatRequest>;
  /** The conversation timed out, or the user closed it. */
  close: WebhookHandler<CloseRequest>;
  /** How long a handler may take, in milliseconds. After that, GPTBots gets 504. @default 10000 */
  timeoutMs?: number | undefined;
  /** The largest body accepted, in bytes. A larger one is answered with 413. @default 1048576 */
  maxBodyBytes?: number | undefined;
  /** How long the body may take to arrive, in milliseconds. A slower one is answered with 408. @default 10000 */
  bodyTimeoutMs?: number | undefined;
  /** Whether the handlers for one conversation run one after another, in the order of arrival. @default true */
  ordered?: boolean | undefined;
  /** How many requests of one conversation may wait in line. The next one is answered with 503. @default 100 */
  maxQueued?: number | undefined;
  /**
   * How long a request may wait in line, in milliseconds. After that, it is answered with 503. A request whose caller
   * has gone leaves the line too, and is not handled. @default 30000
   */
  queueTimeoutMs?: number | undefined;
  /**
   * For hosts that freeze the process when the answer is sent. Called before the answer with one promise that covers
   * all work the request leaves for later; not called when there is none. A `waitUntil` that comes with a request is
   * used instead. @default none
   */
  waitUntil?: ((work: Promise<unknown>) => void) | undefined;
  /**
   * Remembers handled requests, so that a repeated request gets the same answer and no handler runs twice. Requests are
   * the same when route, `conversation_id`, `timestamp` and all other fields are equal. Kept in memory, per process.
   * @default { ttlMs: 86400000, maxEntries: 10000 }
   */
  dedupe?: DedupeOptions | false | undefined;
  /** The `code` in the answer to a handled request. GPTBots' documentation does not specify it. @default 200 */
  successCode?: number | undefined;
  /** Gets every error of your code: handlers that throw or are too slow, `verify`, `waitUntil` work. */
  onError?: ((error: unknown, info: { route: WebhookRoute; conversation_id: string | undefined }) => void) | undefined;
  /** Called for every answered request, for your metrics. */
  onHandled?: ((info: HandledInfo) => void) | undefined;
  /** Watches every request: `...telemetry.webhook` of `gptbots-human/opentelemetry`. @default none */
  telemetry?: WebhookTelemetry | undefined;
  /** Never gets a secret, a user's text or an address. @default warnings and errors go to the console */
  logger?: Logger | undefined;
}

/** Limits of the duplicate check. */
export interface DedupeOptions {
  /** How long a request is remembered, in milliseconds. @default 86400000, a day */
  ttlMs?: number | undefined;
  /** How many requests are remembered. The oldest is forgotten first. @default 10000 */
  maxEntries?: number | undefined;
}

/** What `onHandled` gets. */
export interface HandledInfo {
  /** The route of the request. */
  route: WebhookRoute;
  /** The HTTP status of the answer. */
  status: number;
  /** Undefined when the request was refused before its body was parsed. */
  conversation_id: string | undefined;
  /** Time from the arrival of the request to its answer, in milliseconds. */
  durationMs: number;
  /** Whether the request was handled before, so that the handler did not run again. */
  duplicate: boolean;
  /** Whether it was GPTBots' availability test, for which no handler runs. */
  test: boolean;
}

/** A host's `waitUntil`. */
export type HostWait = NonNullable<HumanWebhookOptions['waitUntil']>;

/** What a host may pass to a face beside the request. */
export interface CallContext {
  /** Tells the host to wait for work that goes on after the answer. See the option of the same name. */
  waitUntil?: HostWait | undefined;
  /** Aborts when the caller has gone. A request that still waits in line is not handled then. */
  signal?: AbortSignal | undefined;
}

/** Options of `drain()`. */
export interface DrainOptions {
  /**
   * How long new requests are still served, in milliseconds. Gives a load balancer time to send requests elsewhere.
   * @default 0
   */
  delayMs?: number | undefined;
  /** How long to wait for running requests and later work after that, in milliseconds. @default as long as it takes */
  timeoutMs?: number | undefined;
}
