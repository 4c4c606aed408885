import { utf8AsLatin1 } from '../../internal/latin1.ts';
import { realNow } from '../../internal/real-timers.ts';
import { type Route, routePaths } from '../routes.ts';
import { mountPathOf, type Target, targetOf, urlBelow } from '../target.ts';
import type { WebhookTarget } from '../types.ts';
import type { RequestOutcome } from './outcome.ts';
import { createRedaction, type Redaction } from './redaction.ts';
import { fieldsOf, type RequestFields, toJson } from './requests.ts';
import { sendInTime } from './send-in-time.ts';
import type { CheckSettings } from './settings.ts';

/** A request of a check. Everything that is not given is as GPTBots would send it. */
export interface Draft {
  route?: Route;
  /** Replaces the path of the route. */
  path?: string;
  method?: string;
  fields?: RequestFields;
  /** Replaces the fields as JSON. Null sends no body. */
  body?: string | Uint8Array | null;
  unfinished?: boolean;
  /** Added to the usual headers. Undefined removes a header. */
  headers?: Record<string, string | undefined>;
  /** How the secret is sent. */
  credentials?: 'header' | 'token' | 'segment' | 'wrong' | 'none';
}

/** A request that was sent, and its outcome. */
export interface Exchange {
  draft: Draft;
  /** For reports, such as `POST /gptbots/chat`. */
  title: string;
  outcome: RequestOutcome;
}

// The end of each phase, as a fraction of the whole time.
const phases = { first: 0.4, checks: 0.85, closing: 0.97 };

/** One run of `checkWebhook`: sends its requests, and keeps its time limit and everything that was sent. */
export class Run {
  readonly target: Target;
  readonly settings: CheckSettings;
  readonly redaction: Redaction;
  readonly exchanges: Exchange[] = [];
  /** Conversations that the webhook may have established and not closed. */
  readonly open = new Set<string>();
  readonly #established = new Set<string>();
  readonly #prefix = `gptbots-human-check-${randomDigits()}`;
  readonly #startedAt = realNow();
  #conversations = 0;
  #until = 0;

  constructor(target: WebhookTarget, settings: CheckSettings) {
    this.settings = settings;
    this.target = targetOf(target, settings.baseUrl);
    this.redaction = createRedaction([settings.secret ?? '', tokenOf(this.target.baseUrl)]);
    this.enter('first');
  }

  /** Starts a phase. Its requests have time until its end. */
  enter(phase: keyof typeof phases): void {
    this.#until = this.#startedAt + this.settings.timeoutMs * phases[phase];
  }

  /** How long one request may take, unless its phase ends earlier. */
  get answerTimeMs(): number {
    return this.settings.timeoutMs * phases.first;
  }

  /** How long a check is waited for before another one starts beside it. */
  get patienceMs(): number {
    return this.settings.timeoutMs / 30;
  }

  newConversation(): string {
    this.#conversations += 1;
    return `${this.#prefix}-${this.#conversations}`;
  }

  /** Whether the URL itself contains the secret. */
  get urlCarriesSecret(): boolean {
    const { baseUrl } = this.target;
    const segment = encodeURIComponent(this.settings.secret ?? '');
    return tokenOf(baseUrl) !== '' || baseUrl.pathname.split('/').filter(Boolean).includes(segment);
  }

  /** The path of the base URL, without a slash at its end and without secrets. */
  get mountPath(): string {
    return this.redaction.show(mountPathOf(this.target.baseUrl));
  }

  /** Sends a request. Keeps track of the conversations that are open. */
  async send(draft: Draft): Promise<Exchange> {
    const { route = 'establish', method = 'POST', unfinished } = draft;
    const { fields = fieldsOf(route, { conversation_id: this.newConversation() }) } = draft;
    const body = method === 'GET' || draft.body === null || unfinished ? undefined : (draft.body ?? toJson(fields));
    const id = String(fields.conversation_id ?? '');
    const opens = route === 'establish' && id !== '' && body !== undefined && (draft.fields || !draft.body);
    if (opens) this.open.add(id);

    const url = this.#url(draft);
    const maxMs = Math.min(unfinished ? this.settings.unfinishedMs : this.answerTimeMs, this.#until - realNow());
    const request = { method, url: url.href, headers: this.#headers(draft), body, unfinished };
    const outcome = await sendInTime(this.target, request, maxMs, this.redaction);

    const status = outcome.kind === 'answer' ? outcome.status : undefined;
    const isTaken = status !== undefined && status >= 200 && status < 300;
    // Without an answer, the conversation may be open. When one of several requests at once is refused, another may
    // have been accepted.
    if (opens && isTaken) this.#established.add(id);
    if (opens && !isTaken && status !== undefined && !this.#established.has(id)) this.open.delete(id);
    if (route === 'close' && isTaken) this.open.delete(id);
    const exchange = { draft, title: `${method} ${this.redaction.show(url.pathname)}`, outcome };
    this.exchanges.push(exchange);
    return exchange;
  }

  #url({ route = 'establish', path = routePaths[route], credentials }: Draft): URL {
    const { secret = '' } = this.settings;
    const segment = credentials === 'segment' ? `/${encodeURIComponent(secret)}` : '';
    const url = urlBelow(this.target.baseUrl, segment + path);
    if (credentials === 'token') url.search += `${url.search ? '&' : ''}token=${encodeURIComponent(secret)}`;
    return url;
  }

  #headers({ headers, credentials = 'header' }: Draft): Record<string, string> {
    const { secret } = this.settings;
    const token = credentials === 'wrong' ? `${this.#prefix}-wrong-secret` : credentials === 'header' && secret;
    const authorization = token ? `Bearer ${utf8AsLatin1(token)}` : undefined;
    const all = { 'content-type': 'application/json', authorization, ...headers };
    // The cast holds: undefined values were filtered out.
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<string, string>;
  }
}

function randomDigits(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// The base URL may contain a secret.
function tokenOf(url: URL): string {
  return url.searchParams.get('token') ?? '';
}
