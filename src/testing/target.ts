import { inputError } from '../internal/options.ts';
import { readSafely } from '../internal/thrown.ts';
import { unlessAborted } from '../internal/unless-aborted.ts';
import { answerText, maxWebhookAnswerBytes, textWithinLimit } from './answer-text.ts';
import type { PlainReply, PlainRequest, WebhookTarget } from './types.ts';

/** Sends webhooks to the developer. */
export interface TargetSender {
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
export function sendTo(target: WebhookTarget, baseUrl: string): TargetSender {
  const given = targetUrl(target);
  const base = given === undefined ? checkedUrl('baseUrl', baseUrl) : checkedUrl('target', given);
  const urlOf = (path: string) => {
    const url = new URL(base);
    url.pathname = url.pathname.replace(/(?<!\/)\/+$/, '') + path;
    return url;
  };
  const pathOf = (path: string) => urlOf(path).pathname + urlOf(path).search;
  const sender = (send: TargetSender['send']): TargetSender => ({ url: given ?? baseUrl, pathOf, send });
  if (given !== undefined) return sender(throughFetch((request) => fetch(request), urlOf));
  if (typeof target === 'function') return sender(throughFetch(target, urlOf));
  const handler = handlerOf(target);
  if (handler) return sender(throughHandle(handler, urlOf));
  throw inputError('target: expected a base URL, a function that takes a Request, or an object with handle()');
}

/** The URL that a target is, if it is one. It may be anything, also what cannot be asked. */
export function targetUrl(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  return readSafely(() => (target instanceof URL ? target.href : undefined));
}

/** The target as something with `handle()`, if it has that. */
export function handlerOf(target: unknown): Handler | undefined {
  // Any object may be asked for it, and answers or throws.
  const isHandler = readSafely(() => typeof (target as { handle?: unknown } | null)?.handle === 'function');
  return isHandler ? (target as Handler) : undefined;
}

interface Handler {
  handle(request: PlainRequest): Promise<PlainReply>;
}

function throughFetch(
  handler: (request: Request) => Response | Promise<Response>,
  urlOf: (path: string) => URL,
): TargetSender['send'] {
  return (path, { method, headers, body }, signal) => {
    // A redirect is an answer other than 200; whether GPTBots would follow one is not documented.
    const init = { method, headers, signal, redirect: 'manual', ...(body === undefined ? {} : { body }) } as const;
    return unlessAborted(signal, async () => {
      const response = await handler(new Request(urlOf(path), init));
      checkStatus(response?.status);
      const { status } = response;
      const text = await answerText(response);
      return { status, headers: Object.fromEntries(response.headers.entries()), body: checkedBody(text) };
    });
  };
}

function throughHandle(handler: Handler, urlOf: (path: string) => URL): TargetSender['send'] {
  return (path, request, signal) =>
    unlessAborted(signal, async () => {
      const reply = await handler.handle({ ...request, url: urlOf(path).href });
      checkStatus(reply?.status);
      return {
        status: reply.status,
        headers: reply.headers,
        body: checkedBody(textWithinLimit(String(reply.body ?? ''))),
      };
    });
}

function checkStatus(status: unknown): void {
  if (typeof status === 'number' && status > 0) return;
  throw new Error('the webhook answered with something that is no answer');
}

function checkedBody(body: string | undefined): string {
  if (body !== undefined) return body;
  throw new Error(`the webhook answered with more than ${maxWebhookAnswerBytes} bytes`);
}

function checkedUrl(name: string, value: string): URL {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash) return url;
  throw inputError(`${name}: expected an http(s) URL without credentials and fragment, such as http://localhost:3000`);
}
