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

/** A request of a check, in the words of the protocol. What is not given is as GPTBots would send it. */
export interface Draft {
  route?: Route;
  /** Instead of the route's. */
  path?: string;
  method?: string;
  fields?: RequestFields;
  /** Instead of the fields as JSON; null for no body at all. */
  body?: string | Uint8Array | null;
  unfinished?: boolean;
  /** Added to the usual ones; one that is undefined is not sent. */
  headers?: Record<string, string | undefined>;
  /** How the secret is sent, if at all. */
  credentials?: 'header' | 'token' | 'segment' | 'wrong' | 'none';
}

/** A request that was sent, and what became of it. */
export interface Exchange {
  draft: Draft;
  /** Such as `POST /gptbots/chat`. */
  title: string;
  outcome: RequestOutcome;
}

// When each phase ends, as a share of the whole time.
const phases = { first: 0.4, checks: 0.85, closing: 0.97 };

/** One run of `checkWebhook`: the way to the webhook, the time that is left, and all that was sent. */
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

  /** Gives the requests from now on the time until the end of a phase. */
  enter(phase: keyof typeof phases): void {
    this.#until = this.#startedAt + this.settings.timeoutMs * phases[phase];
  }

  /** How long one request may take, as long as there is time. */
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

  /** Whether every request has a secret by its URL alone. */
  get urlCarriesSecret(): boolean {
    const { baseUrl } = this.target;
    const segment = encodeURIComponent(this.settings.secret ?? '');
    return tokenOf(baseUrl) !== '' || baseUrl.pathname.split('/').filter(Boolean).includes(segment);
  }

  /** The path of the base URL without a slash at its end, as it may be shown. */
  get mountPath(): string {
    return this.redaction.show(mountPathOf(this.target.baseUrl));
  }

  /** Sends a request, and keeps account of the conversations it opens and closes. */
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
    // Without an answer, it may be open. Of several at once, one that is refused says nothing about the others.
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
    // The cast holds: what is undefined was filtered out.
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<string, string>;
  }
}

function randomDigits(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// A base URL may carry a secret of its own.
function tokenOf(url: URL): string {
  return url.searchParams.get('token') ?? '';
}
