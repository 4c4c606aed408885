import { inputError } from '../internal/options.ts';
import { unlessAborted } from '../internal/unless-aborted.ts';
import type { PlainReply, PlainRequest, WebhookTarget } from './types.ts';

/** Sends webhooks to the developer. */
export interface Sender {
  /** Rejects when there is no answer, and when `signal` aborts. */
  send(path: string, request: Omit<PlainRequest, 'url'>, signal: AbortSignal): Promise<PlainReply>;
  /** The base URL, as it was given. */
  url: string;
  /** The whole path of a webhook: below the mount point, and with the query of the base URL. */
  pathOf(path: string): string;
}

/**
 * Makes what sends webhooks to a target.
 *
 * @param baseUrl where a target that is no URL believes itself to be
 * @throws {GptBotsHumanError} kind `input`, for what is no target, and for a URL that GPTBots could not call
 */
export function sendTo(target: WebhookTarget, baseUrl: string): Sender {
  const isUrl = typeof target === 'string' || target instanceof URL;
  const base = checkedUrl(isUrl ? 'target' : 'baseUrl', isUrl ? target : baseUrl);
  const urlOf = (path: string) => {
    const url = new URL(base);
    url.pathname = url.pathname.replace(/(?<!\/)\/+$/, '') + path;
    return url;
  };
  const pathOf = (path: string) => urlOf(path).pathname + urlOf(path).search;
  const url = String(isUrl ? target : baseUrl);
  if (isUrl) return { url, pathOf, send: throughFetch((request) => fetch(request), urlOf) };
  if (typeof target === 'function') return { url, pathOf, send: throughFetch(target, urlOf) };
  if (typeof target?.handle !== 'function') {
    throw inputError('target: expected a base URL, a function that takes a Request, or an object with handle()');
  }
  return {
    url,
    pathOf,
    send: (path, request, signal) =>
      unlessAborted(signal, async () => checkedReply(await target.handle({ ...request, url: urlOf(path).href }))),
  };
}

function throughFetch(
  handler: (request: Request) => Response | Promise<Response>,
  urlOf: (path: string) => URL,
): Sender['send'] {
  return (path, { method, headers, body }, signal) => {
    // A redirect is an answer other than 200; whether GPTBots would follow one is not documented.
    const init = { method, headers, signal, redirect: 'manual', ...(body === undefined ? {} : { body }) } as const;
    return unlessAborted(signal, async () => {
      const response = await handler(new Request(urlOf(path), init));
      const { status } = response;
      return checkedReply({
        status,
        headers: Object.fromEntries(response.headers.entries()),
        body: await response.text(),
      });
    });
  };
}

function checkedReply(reply: PlainReply): PlainReply {
  if (typeof reply?.status === 'number' && reply.status > 0) return reply;
  throw new Error('the webhook answered with something that is no answer');
}

function checkedUrl(name: string, value: string | URL): URL {
  const url = URL.canParse(String(value)) ? new URL(value) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash) return url;
  throw inputError(`${name}: expected an http(s) URL without credentials and fragment, such as http://localhost:3000`);
}
