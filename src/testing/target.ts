import { inputError } from '../internal/options.ts';
import type { PlainReply, PlainRequest, WebhookTarget } from './types.ts';

/** Sends one webhook to the developer. Rejects when there is no answer, and when `signal` aborts. */
export type Send = (path: string, request: Omit<PlainRequest, 'url'>, signal: AbortSignal) => Promise<PlainReply>;

/**
 * Makes the function that sends webhooks to a target.
 *
 * @param baseUrl where a target that is no URL believes itself to be
 * @throws {GptBotsHumanError} kind `input`, for what is no target
 */
export function sendTo(target: WebhookTarget, baseUrl: string): Send {
  if (typeof target === 'function') return throughFetch(target, trimmed(baseUrl));
  if (typeof target === 'string' || target instanceof URL) {
    if (!URL.canParse(String(target)))
      throw inputError('target: expected an absolute URL, such as http://localhost:3000');
    return throughFetch((request) => fetch(request), trimmed(String(target)));
  }
  if (typeof target?.handle === 'function') {
    return (path, request, signal) =>
      unlessAborted(signal, target.handle({ ...request, url: `${trimmed(baseUrl)}${path}` }));
  }
  throw inputError('target: expected a base URL, a function that takes a Request, or an object with handle()');
}

function throughFetch(handler: (request: Request) => Response | Promise<Response>, baseUrl: string): Send {
  return async (path, { method, headers, body }, signal) => {
    // A redirect is an answer other than 200; whether GPTBots would follow one is not documented.
    const init = { method, headers, signal, redirect: 'manual', ...(body === undefined ? {} : { body }) } as const;
    const answered = async () => {
      const response = await handler(new Request(`${baseUrl}${path}`, init));
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers.entries()),
        body: await response.text(),
      };
    };
    return unlessAborted(signal, answered());
  };
}

function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}
