import type { Clock } from '../internal/clock.ts';
import type { EstablishRequest } from '../models/webhook.ts';

/** Options of `createPlatform`. */
export interface PlatformOptions {
  /** Sent with every webhook, as `Authorization: Bearer <secret>`. @default none is sent */
  secret?: string | undefined;
  /** The only key the API accepts. @default any that is not empty */
  apiKey?: string | undefined;
  /** How long a visitor waits for the first reply before GPTBots ends the conversation, in milliseconds. @default 60000 */
  waitTimeoutMs?: number | undefined;
  /** How long a connected conversation may be silent, in milliseconds. @default 600000 */
  idleTimeoutMs?: number | undefined;
  /** How long the platform waits for the answer to a webhook, in milliseconds. @default 15000 */
  webhookTimeoutMs?: number | undefined;
  /** @default the time of this machine */
  clock?: Clock | undefined;
  /** Decides which calls faults by probability hit: the same ones for the same seed. @default 1 */
  seed?: number | undefined;
  /**
   * How much of `platform.calls` is kept, in bytes: requests and answers, heads included. The oldest go first; the newest
   * call is always there.
   *
   * @default 33554432
   */
  maxCallsBytes?: number | undefined;
}

/** Where the webhooks go: a base URL, a fetch handler, or anything with `handle()`, such as a webhook of this package. */
export type WebhookTarget =
  | string
  | URL
  | ((request: Request) => Response | Promise<Response>)
  | { handle(request: PlainRequest): Promise<PlainReply> };

/** An HTTP request, in plain words. */
export interface PlainRequest {
  /** The HTTP method. */
  method: string;
  /** The path with its query. */
  url: string;
  /** The headers, with names in lower case. */
  headers: Record<string, string>;
  /** The body as text. */
  body: string | undefined;
}

/** An HTTP answer, in plain words. */
export interface PlainReply {
  /** The HTTP status. */
  status: number;
  /** The answer's headers. */
  headers: Record<string, string>;
  /** The body as text. */
  body: string;
}

/** Where a visitor's conversation stands. */
export type VisitorStatus = 'connecting' | 'busy' | 'connected' | 'closed';

/** Why a conversation is over: GPTBots' two reasons, or the service's own call of the API. */
export type EndReason = 'TIMEOUT' | 'USER_CLOSED' | 'CLOSED_BY_SERVICE';

/** Who comes, and with what behind them. */
export interface VisitorOptions {
  /** What the visitor typed as their address. */
  email?: string | undefined;
  /** The developer's own description of the user; fields that are not given stay null. */
  user?:
    | {
        phone?: string | null;
        email?: string | null;
        user_id?: string | null;
        anonymous_id?: string | null;
        user_name?: string | null;
      }
    | undefined;
  /** What the visitor and the bot said before. @default a question, and the bot's empty answer */
  transcript?: EstablishRequest['body'] | undefined;
  /** Further fields of the establish request, as they are, such as `conversation_type`; also instead of the usual ones. */
  fields?: Record<string, unknown> | undefined;
}

/** Something the visitor was shown. */
export interface Reply {
  /** What it says. */
  body: string;
  /** When, in milliseconds since the epoch on the platform's clock. */
  at: number;
}

/** A line of a conversation, as the visitor sees it. */
export type Line =
  | (Reply & { from: 'service' })
  | {
      from: 'visitor';
      body: string;
      at: number;
      /** Whether its webhook was answered 200; undefined until it was answered. */
      delivered: boolean | undefined;
    };

/** What became of something the visitor said. */
export interface Said {
  /** The webhook answered 200. */
  delivered: boolean;
  /** Its HTTP status; undefined when there was no answer, or no webhook because the conversation is over. */
  status: number | undefined;
}

/** A customer on the simulated platform, from the moment they ask for a human. */
export interface Visitor {
  /** The conversation's id. */
  readonly conversationId: string;
  /** Where the conversation stands. */
  readonly status: VisitorStatus;
  /** Why it is over; undefined as long as it is not, and for a visitor who saw Busy. */
  readonly endReason: EndReason | undefined;
  /** What the visitor was really shown, in order. */
  readonly replies: readonly Reply[];
  /** All that was said on both sides since the handoff, in order. */
  readonly lines: readonly Line[];
  /** When the platform will end the conversation if nothing happens, on its clock. */
  readonly deadlineAt: number | undefined;
  /** Writes to the service. Never rejects; what is no text is not sent, and its record says why. */
  say(text: string): Promise<Said>;
  /**
   * The first reply not read yet; waits for one. Rejects when the conversation ends, or after `timeoutMs` of real time
   * (5000), under fake timers too.
   */
  nextReply(options?: { timeoutMs?: number }): Promise<Reply>;
  /** Ends the conversation. Resolves when the close webhook was answered, or failed. */
  leave(): Promise<void>;
  /** Resolves once the conversation is over, for whatever reason. */
  ended(): Promise<EndReason | 'BUSY'>;
}

/** A webhook the platform sent, or a call of its API that it received. */
export interface CallRecord {
  /** Counts up, over both kinds. */
  id: number;
  /** Sent by the platform, or received by its API. */
  kind: 'webhook' | 'api';
  /** What for; `unknown` for an API path that does not exist. */
  name: 'establish' | 'chat' | 'close' | 'sendReply' | 'closeSession' | 'checkWebhooks' | 'unknown';
  /** A webhook that is an availability test, and no message of anybody. */
  test: boolean;
  /** The conversation it is about. */
  conversationId: string | undefined;
  /** On the platform's clock. */
  startedAt: number;
  /** `url` is the path with its query; of a webhook, that of the mount point included. */
  request: { method: string; url: string; headers: Record<string, string>; body: Uint8Array };
  /** Undefined while it runs, and when there was none. */
  answer: { status: number; headers: Record<string, string>; body: string } | undefined;
  /** Real milliseconds; undefined while it runs. */
  durationMs: number | undefined;
  /** Why there was no answer. */
  failure: string | undefined;
  /** The fault that was played on it. */
  fault: string | undefined;
  /** The id of the call that this one repeats; undefined unless a person sent it again. */
  repeatOf?: number | undefined;
}

/** What became of the availability test of one webhook URL, as GPTBots answers `POST /v1/webhook/check`. */
export interface WebhookTestResult {
  /** What the URL is for. */
  type: 'human_service';
  /** The id of the Human Service component. */
  component_id: string;
  /** The name of the component. */
  component_name: string;
  /** As it was connected. */
  webhook_url: string;
  /** Both establish and chat answered 200. */
  reachable: boolean;
  /** Of two routes that differ, the status that is not 200; null without an answer. */
  http_status: number | null;
  /** The longer of the two, in milliseconds. */
  latency_ms: number;
}

/** What happens on the platform. */
export type PlatformEvent =
  | { type: 'call'; call: CallRecord }
  | { type: 'status'; visitor: Visitor }
  | { type: 'reply'; visitor: Visitor; reply: Reply };

/** What a platform serves when it listens. */
export interface Listening {
  /** For `GPTBOTS_BASE_URL`. */
  url: string;
  /** The port it listens on. */
  port: number;
  /** Stops listening. */
  close(): Promise<void>;
}
