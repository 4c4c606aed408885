import { retryAfterMs } from '../../client/asked-wait.ts';
import { checkedResponse, type FetchResponse } from '../../client/fetch-like.ts';
import { plainCause } from '../../client/transport-failure.ts';
import { decodeUtf8 } from '../../internal/bytes.ts';
import { type ErrorDetails, GptBotsHumanError } from '../../internal/error.ts';
import { createRedactor } from '../../internal/foreign-text.ts';
import { parseObject } from '../../internal/json-object.ts';
import { type BytesReader, readBytes } from '../../internal/read-bytes.ts';
import { limit } from '../../internal/waiting.ts';
import { ThreadGone } from '../thread-gone.ts';
import type { ChatwootSettings } from './options.ts';

/** One call of Chatwoot's API. */
export interface ApiCall {
  method: 'GET' | 'POST' | 'PATCH';
  /** The conversation that it is about: 404 means that it was deleted. */
  conversation?: string;
  /** Below the conversation, else below the account, with a slash at its start. Ids only: it is part of errors. */
  path: string;
  /** Sent as JSON. */
  body?: object;
}

type Json = Record<string, unknown>;

// Twenty messages of the greatest length, some of it escaped.
const maxAnswerBytes = 16_777_216;
// What Chatwoot's flood limit counts (https://github.com/chatwoot/chatwoot/blob/develop/lib/limits.rb): messages of a
// conversation within a minute. It is answered 422, and says when to come back as little as Chatwoot's 429.
const floodMs = 30_000;
const flood = /too many messages/i;

/**
 * Calls Chatwoot's API, as documented at https://developers.chatwoot.com/api-reference. A call is made once: the bridge tries
 * again. What is thrown holds no token, no text and no address.
 */
export class ChatwootApi {
  readonly #settings: ChatwootSettings;

  constructor(settings: ChatwootSettings) {
    this.#settings = settings;
  }

  /**
   * Makes a call, and resolves to its answer.
   *
   * @throws {ThreadGone} the conversation was deleted
   * @throws {GptBotsHumanError} for everything else that failed
   */
  async call({ method, conversation, path: below, body }: ApiCall): Promise<Json> {
    const path = conversation === undefined ? below : `/conversations/${encodeURIComponent(conversation)}${below}`;
    const { status, text, waitMs } = await this.#send(method, path, body);
    const answer = text === undefined ? undefined : parseObject(text || '{}');
    if (status >= 200 && status <= 299) {
      // A 2xx means that it was done, whatever the rest; only who reads something of it needs it whole.
      if (answer || method !== 'GET') return answer ?? {};
      throw failed('the answer is no JSON object', method, path, { kind: 'response', status });
    }
    if (status === 404 && conversation !== undefined) throw new ThreadGone('The conversation was deleted in Chatwoot.');
    const said = this.#redact(body)(
      [answer?.error, answer?.message].filter((one) => typeof one === 'string').join(' '),
    );
    const isFlood = status === 422 && flood.test(said);
    throw failed(
      `Chatwoot answered HTTP ${status}${said && `: ${said.replace(/\.$/, '')}`}`,
      method,
      path,
      { kind: 'http', status, retryAfterMs: waitMs ?? (isFlood ? floodMs : undefined) },
      adviceFor(status),
    );
  }

  async #send(
    method: string,
    path: string,
    body: object | undefined,
  ): Promise<{ status: number; text: string | undefined; waitMs: number | undefined }> {
    const { accountUrl, apiAccessToken, fetch, timeoutMs } = this.#settings;
    const controller = new AbortController();
    const headers: Record<string, string> = { accept: 'application/json', api_access_token: apiAccessToken };
    if (body) headers['content-type'] = 'application/json';
    const init = { method, headers, signal: controller.signal, redirect: 'manual' } as const;
    let isLate = false;
    // Settles when the time is up, even if fetch ignores its signal.
    return new Promise((resolve, reject) => {
      const clear = limit(timeoutMs, undefined, () => {
        isLate = true;
        controller.abort();
        reject(failed(`no complete answer came within ${timeoutMs} ms`, method, path, { kind: 'timeout' }));
      });
      const work = async () => {
        const response = checkedResponse(
          await fetch(
            accountUrl + path,
            body ? { ...init, body: JSON.stringify(body, (_, value) => storable(value)) } : init,
          ),
        );
        return { status: response.status, text: await textOf(response), waitMs: retryAfterMs(response.headers) };
      };
      work()
        .then(resolve, (error: unknown) => {
          if (isLate) return;
          const cause = plainCause(error, this.#redact(body));
          reject(failed('no answer came', method, path, { kind: 'connection', cause }, 'Check baseUrl.'));
        })
        .finally(clear);
    });
  }

  #redact(body: object | undefined): (text: string) => string {
    const { apiAccessToken, webhookSecret, urlToken } = this.#settings;
    const texts = Object.values(body ?? {}).filter((value) => typeof value === 'string');
    return createRedactor([apiAccessToken, webhookSecret ?? '', urlToken ?? '', ...texts]);
  }
}

/** The error for a 2xx answer that lacks what is needed. */
export function notTheDocumented(method: ApiCall['method'], path: string): GptBotsHumanError {
  return failed('the answer is not the documented one', method, path, { kind: 'response' });
}

function failed(
  what: string,
  method: string,
  path: string,
  details: Omit<ErrorDetails, 'delivery'>,
  advice = '',
): GptBotsHumanError {
  const message = `${method} ${path.replace(/\?.*/, '')} failed: ${what}.`;
  return new GptBotsHumanError(advice ? `${message} ${advice}` : message, { ...details, delivery: 'not_sent' });
}

/**
 * A value as Chatwoot's database can keep it: without the character NUL, and without half a surrogate pair. With one, the same
 * call would fail for ever.
 */
export function storable<T>(value: T | string): T | string {
  return typeof value === 'string' ? value.replaceAll('\0', '').replace(/\p{Cs}/gu, '\ufffd') : value;
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403) {
    return 'Check accountId and apiAccessToken: it has to be the token of an agent or administrator who is a member of the inbox, not that of an agent bot. A proxy such as nginx must let the header api_access_token through (underscores_in_headers on).';
  }
  if (status === 404) return 'Check baseUrl, accountId and inboxId.';
  return status === 0 || (status >= 300 && status < 400) ? 'It was redirected: check baseUrl.' : '';
}

async function textOf(response: FetchResponse): Promise<string | undefined> {
  const body = response.body as { getReader?: () => BytesReader } | null | undefined;
  if (!body?.getReader) return response.text();
  const bytes = await readBytes(body.getReader(), maxAnswerBytes);
  return bytes && decodeUtf8(bytes);
}
