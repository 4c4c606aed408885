import { utf8AsLatin1 } from '../internal/latin1.ts';
import { inputError } from '../internal/options.ts';
import { headersOf } from './headers.ts';
import { decode, matchRoute, queryOf } from './routing.ts';
import type { WebhookRequest } from './types.ts';

/** The parts of a request that can carry the secret. */
export interface Credentials {
  headers: WebhookRequest['headers'];
  /** The request's URL in every known form: frameworks remove the mount path from one of them. */
  urls: readonly string[];
}

/**
 * Makes the check for the webhook secret. One valid credential is enough. Others are ignored, because a proxy may have
 * added its own.
 *
 * @throws {GptBotsHumanError} kind `input`, when no usable secret was passed
 */
export function createAuthenticator(
  secret: string | readonly string[] | false | undefined,
): (credentials: Credentials) => boolean {
  if (secret === false) return () => true;
  const secrets = typeof secret === 'string' ? [secret] : secret;
  if (!Array.isArray(secrets) || secrets.length === 0 || !secrets.every((one) => typeof one === 'string' && one)) {
    throw inputError('secret: missing. Pass it, or false to leave the webhook open.');
  }
  for (const [index, one] of secrets.entries()) {
    if (one.trim() === one) continue;
    const name = typeof secret === 'string' ? 'secret' : `secret[${index}]`;
    throw inputError(
      `${name}: has white space or a line break at its start or end, perhaps because it was read from a file. Trim it: callers would have to send it too.`,
    );
  }
  const accepted: string[] = [...new Set(secrets.flatMap((one: string) => [one, utf8AsLatin1(one)]))];
  const isAccepted = (given: string) => {
    let found = false;
    for (const one of accepted) found = equalInConstantTime(given, one) || found;
    return found;
  };
  return ({ headers, urls }) =>
    headersOf(headers, 'authorization').some((value) => isAccepted(bearerToken(value))) ||
    urls.some((url) => urlTokens(url).some(isAccepted));
}

function bearerToken(value: string): string {
  return value.slice(0, 7).toLowerCase() === 'bearer ' ? value.slice(7).trim() : '';
}

function urlTokens(url: string): string[] {
  const tokens: string[] = [];
  for (const pair of queryOf(url).split('&')) {
    if (!pair.startsWith('token=')) continue;
    // A `+` means a space in a form, and a plus in a URL. A secret pasted into a settings page may mean either.
    const value = pair.slice('token='.length);
    tokens.push(decode(value), decode(value.replaceAll('+', ' ')));
  }
  tokens.push(decode(matchRoute(url)?.before.at(-1)));
  return tokens;
}

// The time depends on the length of `given` only, so it tells nothing about the secret.
function equalInConstantTime(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let i = 0; i < given.length; i++) {
    difference |= given.charCodeAt(i) ^ expected.charCodeAt(i % expected.length);
  }
  return difference === 0;
}
