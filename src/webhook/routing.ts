import type { WebhookRoute } from './types.ts';

/** A path that ends in one of the three routes. */
export interface RouteMatch {
  route: WebhookRoute;
  /** The segments before the route, still escaped. The last one may be the secret. */
  before: string[];
}

/**
 * Finds the route that a URL ends in. Ignores doubled and trailing slashes. Each segment is unescaped separately, so an
 * escaped slash does not split a segment.
 */
export function matchRoute(url: string): RouteMatch | undefined {
  const segments = pathOf(url).split('/').filter(Boolean);
  const last = decode(segments.pop());
  if (last === 'chat') return { route: 'chat', before: segments };
  if ((last === 'establish' || last === 'close') && decode(segments.pop()) === 'conversation') {
    return { route: last, before: segments };
  }
  return undefined;
}

// GPTBots calls three URLs. The limit is for strangers, who may try any number of others.
const maxKnownUrls = 100;

/** Makes a function that finds the route of a URL, below the base path if there is one. Caches its results. */
export function createRouter(basePath: string | undefined): (url: string) => WebhookRoute | undefined {
  const known = new Map<string, WebhookRoute>();
  const find = (url: string) => {
    const match = matchRoute(url);
    return match && (basePath === undefined || isUnder(basePath, match)) ? match.route : undefined;
  };
  return (url) => {
    let route = known.get(url);
    if (route !== undefined) return route;
    route = find(url);
    if (known.size === maxKnownUrls) known.clear();
    if (route !== undefined) known.set(url, route);
    return route;
  };
}

/** Whether a route is right below the base path. One segment in between is allowed: the secret. */
export function isUnder(basePath: string, match: RouteMatch): boolean {
  const base = basePath.split('/').filter(Boolean).map(decode);
  const extra = match.before.length - base.length;
  return (extra === 0 || extra === 1) && base.every((segment, index) => segment === decode(match.before[index]));
}

/** The query of a URL, without the question mark; empty when there is none. */
export function queryOf(url: string): string {
  return /^[^?#]*\?([^#]*)/.exec(url)?.[1] ?? '';
}

/** Unescapes a segment. Returns it as it is when its escapes are broken. */
export function decode(segment: string | undefined): string {
  if (!segment?.includes('%')) return segment ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

// Not `new URL`: it costs several microseconds (Node 20), and reads `//chat` as a host name. A base URL that ends in a
// slash leads to such paths.
function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  return path.replace(/^[a-z]+:\/\/[^/]*/i, '');
}
