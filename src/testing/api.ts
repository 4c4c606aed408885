import { decodeUtf8 } from '../internal/bytes.ts';
import type { Clock } from '../internal/clock.ts';
import { parseObject } from '../internal/json-object.ts';
import { describeError } from './describe-error.ts';
import type { ApiFault, FaultSchedule } from './faults.ts';
import type { Handoff } from './handoff.ts';
import { Holds } from './holds.ts';
import type { Records } from './records.ts';
import type { PlainReply, WebhookTestResult } from './types.ts';

/** A call of the API, however it came. */
export interface ApiRequest {
  method: string;
  /** The whole URL, or its path. */
  url: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** What the caller gets: an answer, or a connection that does not bring one. */
export type ApiOutcome =
  | { answer: PlainReply; cut?: true }
  /** `refuse`: none could be made; `reset`: it broke; `drop`: nothing ever comes. */
  | { broken: 'refuse' | 'reset' | 'drop' };

/** What the API needs of its platform. */
export interface ApiSettings {
  clock: Clock;
  apiKey: string | undefined;
  records: Records;
  faults: FaultSchedule<ApiFault>;
  find(conversationId: string): Handoff | undefined;
  /** Tests the webhooks. */
  checkWebhooks(): Promise<WebhookTestResult[]>;
}

type ApiName = 'sendReply' | 'closeSession' | 'checkWebhooks';

const names: Record<string, ApiName> = {
  '/v1/human/message/receive': 'sendReply',
  '/v1/human/close': 'closeSession',
  '/v1/webhook/check': 'checkWebhooks',
};

const retryAfterSeconds = 1;
// A longer one is none of this platform's.
const maxIdLength = 512;

/** The calls a developer makes, answered as the platform does. Reads requests by hand, not through the schemas. */
export class Api {
  readonly #settings: ApiSettings;
  readonly #holds: Holds;

  constructor(settings: ApiSettings) {
    this.#settings = settings;
    this.#holds = new Holds(settings.clock);
  }

  /** Never rejects. `repeatOf` is the id of the call that this one repeats. */
  async answer(request: ApiRequest, repeatOf?: number): Promise<ApiOutcome> {
    const { clock, faults, records } = this.#settings;
    const name = nameOf(request.url);
    const fields = parseObject(decodeUtf8(request.body));
    const conversationId =
      typeof fields?.conversation_id === 'string' ? fields.conversation_id.slice(0, maxIdLength) : undefined;
    const begin = (fault?: ApiFault) =>
      records.begin({
        kind: 'api',
        name,
        test: false,
        conversationId,
        startedAt: clock.now(),
        request,
        fault,
        repeatOf,
      });
    let fault: ApiFault | undefined;
    try {
      fault = name === 'unknown' ? undefined : faults.next({ name, conversationId, test: false });
    } catch (error) {
      begin()({ failure: `the function that decides on faults failed: ${describeError(error)}` });
      return { broken: 'reset' };
    }
    const end = begin(fault);
    const outcome = await this.#play(fault, () => this.#take(name, request, fields));
    end('answer' in outcome ? { answer: outcome.answer } : { failure: `the simulated connection: ${outcome.broken}` });
    return outcome;
  }

  /** Delays nothing any more. */
  close(): void {
    this.#holds.endAll();
  }

  async #play(fault: ApiFault | undefined, take: () => Promise<PlainReply>): Promise<ApiOutcome> {
    switch (fault) {
      case undefined:
        return { answer: await take() };
      case 'refuse':
        return { broken: 'refuse' };
      case 'reset-before-accept':
        return { broken: 'reset' };
      case 'drop-before-accept':
        return { broken: 'drop' };
      case 'delay': {
        const answer = await take();
        await this.#holds.wait();
        return { answer };
      }
      case 'code-40000':
        return { answer: json(200, 40000, 'invalid parameter') };
      case 'error-object':
        return { answer: errorObject(200, 40000, 'invalid parameter') };
      case '400-error-object':
        return { answer: errorObject(400, 40000, 'invalid parameter') };
      case '429-rate-limit-reset': {
        const { headers, ...answer } = errorObject(429, 42900, 'too many requests');
        // To the second; so at least a second from now.
        const reset = Math.ceil(this.#settings.clock.now() / 1000) + retryAfterSeconds;
        const limits = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
        return { answer: { ...answer, headers: { ...headers, ...limits } } };
      }
      case '401':
        return { answer: unauthorized() };
      case '429':
      case '500':
      case '502':
      case '503':
        return { answer: page(Number(fault)) };
      case '429-retry-after-seconds':
      case '503-retry-after-seconds':
        return { answer: page(Number(fault.slice(0, 3)), { 'retry-after': String(retryAfterSeconds) }) };
      case '429-retry-after-date': {
        // To the second, as HTTP dates are; so at least a second from now.
        const date = new Date(this.#settings.clock.now() + (retryAfterSeconds + 1) * 1000).toUTCString();
        return { answer: page(429, { 'retry-after': date }) };
      }
      case 'redirect':
        return { answer: page(302, { location: '/login' }) };
      default:
        return spoil(fault, await take());
    }
  }

  async #take(
    name: ApiName | 'unknown',
    request: ApiRequest,
    fields: Record<string, unknown> | undefined,
  ): Promise<PlainReply> {
    if (name === 'unknown') return json(404, 404, 'not found');
    if (request.method !== 'POST') return json(405, 405, 'method not allowed');
    if (!this.#isAuthorized(request.headers.authorization)) return unauthorized();
    // Its request has no fields.
    if (name === 'checkWebhooks') return jsonReply(200, { results: await this.#settings.checkWebhooks() });
    if (!fields) return invalid('the body is not a JSON object');
    const wrong = wrongField(name, fields);
    if (wrong) return invalid(wrong);
    const handoff = this.#settings.find(String(fields.conversation_id));
    if (!handoff) return invalid('conversation_id is unknown');
    if (name === 'closeSession') handoff.closeByService();
    // After a close the user receives no more messages.
    else if (handoff.receive(String(fields.body)) === 'over') return invalid('the conversation is over');
    return json(200, 0, 'OK');
  }

  #isAuthorized(header = ''): boolean {
    const key = /^Bearer +(\S+)$/i.exec(header)?.[1];
    return key !== undefined && (this.#settings.apiKey === undefined || key === this.#settings.apiKey);
  }
}

/** Why the documented fields of a call are wrong, if they are. */
function wrongField(name: ApiName, { conversation_id, timestamp, body }: Record<string, unknown>): string | undefined {
  if (typeof conversation_id !== 'string' || !conversation_id) return 'conversation_id has to be text';
  if (!Number.isSafeInteger(timestamp)) return 'timestamp has to be a whole number';
  if (name === 'sendReply' && (typeof body !== 'string' || !body)) return 'body has to be text';
  return undefined;
}

// The call was taken, and its answer does not come as it should. One that was refused comes as it is.
function spoil(
  fault: 'reset-after-accept' | 'drop-after-accept' | 'half-body' | 'html' | 'empty' | '500-after-accept',
  answer: PlainReply,
): ApiOutcome {
  if (answer.status !== 200) return { answer };
  if (fault === 'reset-after-accept') return { broken: 'reset' };
  if (fault === 'drop-after-accept') return { broken: 'drop' };
  if (fault === 'half-body') return { answer, cut: true };
  if (fault === 'empty') return { answer: { status: 200, headers: {}, body: '' } };
  return { answer: page(fault === 'html' ? 200 : 500) };
}

function unauthorized(): PlainReply {
  return json(401, 40127, 'developer authentication failed');
}

function invalid(why: string): PlainReply {
  return json(400, 40000, `invalid parameter: ${why}`);
}

function json(status: number, code: number, message: string): PlainReply {
  return jsonReply(status, { code, message, data: null });
}

// As a white-label edition of the platform answers.
function errorObject(status: number, code: number, message: string): PlainReply {
  return jsonReply(status, { error: { code, message, status } });
}

function jsonReply(status: number, content: object): PlainReply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) };
}

// What a proxy would answer in place of the API.
function page(status: number, headers: Record<string, string> = {}): PlainReply {
  const body = `<!doctype html><title>${status}</title><h1>${status}</h1>`;
  return { status, headers: { 'content-type': 'text/html', ...headers }, body };
}

// A base URL of one's own may have a path, which stands before ours.
function nameOf(url: string): ApiName | 'unknown' {
  const [path = ''] = url.split(/[?#]/);
  return Object.entries(names).find(([end]) => path.endsWith(end))?.[1] ?? 'unknown';
}
