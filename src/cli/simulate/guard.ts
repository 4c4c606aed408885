import type { IncomingMessage } from 'node:http';

/**
 * Whether a request was sent to a name of this machine, or to one that is allowed: a name of another website may lead here
 * too (DNS rebinding). The port does not matter, since no website can choose the one a browser names.
 */
export function isForKnownHost({ headers }: IncomingMessage, allowedHosts: readonly string[]): boolean {
  const name = (headers.host ?? '').toLowerCase().replace(/:\d{1,5}$/, '');
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(name) || allowedHosts.includes(name);
}

/** Whether another website sent this. Any website can make a browser send requests to this machine; servers send no Origin. */
export function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const { host, origin, 'sec-fetch-site': site = 'none' } = headers;
  // Of an allowed host, a proxy with TLS may stand in front.
  const isOwn = origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  return !isOwn || (site !== 'same-origin' && site !== 'none');
}
