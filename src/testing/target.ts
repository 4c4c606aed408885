import { inputError } from '../internal/options.ts';
import { readSafely } from '../internal/thrown.ts';
import { type Transport, throughFetch, throughHandle } from './transport.ts';
import type { PlainReply, PlainRequest, WebhookTarget } from './types.ts';

/** The developer's webhook, and the way to it. */
export interface Target {
  /** Reached over HTTP, through a fetch handler, or through an object with `handle()`. */
  kind: 'http' | 'fetch' | 'handle';
  baseUrl: URL;
  /** The base URL, as it was given. */
  givenUrl: string;
  send: Transport;
}

/**
 * Finds the way to a webhook.
 *
 * @param baseUrl where a target that is no URL believes itself to be
 * @throws {GptBotsHumanError} kind `input`, when `target` is none, or a URL cannot be called
 */
export function targetOf(target: WebhookTarget, baseUrl: string): Target {
  // An object of any kind may be given, also one that cannot be asked what it is.
  const url = typeof target === 'string' ? target : readSafely(() => (target instanceof URL ? target.href : undefined));
  if (url !== undefined) return { kind: 'http', baseUrl: checkedUrl('target', url), givenUrl: url, send: overHttp };
  const base = { baseUrl: checkedUrl('baseUrl', baseUrl), givenUrl: baseUrl };
  if (typeof target === 'function') return { kind: 'fetch', ...base, send: throughFetch(target) };
  if (isHandler(target)) return { kind: 'handle', ...base, send: throughHandle(target) };
  throw inputError('target: expected a base URL, a function that takes a Request, or an object with handle()');
}

/** The path of a base URL, without a slash at its end. */
export function mountPathOf({ pathname }: URL): string {
  return pathname.replace(/(?<!\/)\/+$/, '');
}

/** The URL of a path below a base URL, with the query of the base URL. */
export function urlBelow(baseUrl: URL, path: string): URL {
  const url = new URL(baseUrl);
  url.pathname = mountPathOf(url) + path;
  return url;
}

const overHttp = throughFetch((request) => fetch(request));

function isHandler(target: unknown): target is { handle(request: PlainRequest): Promise<PlainReply> } {
  return readSafely(() => typeof (target as { handle?: unknown } | null)?.handle === 'function') === true;
}

function checkedUrl(name: string, value: string): URL {
  const isAbsolute = typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
  const url = isAbsolute ? new URL(value) : undefined;
  if (url && !url.username && !url.password && !url.hash) return url;
  throw inputError(
    `${name}: expected an http(s) URL without credentials and fragment, such as http://localhost:3000/gptbots`,
  );
}
