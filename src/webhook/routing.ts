import type { WebhookRoute } from './types.ts';

/** A path that ends in one of the three routes. */
export interface RouteMatch {
  route: WebhookRoute;
  /** The segments before the route, as they stand in the URL; the last may be the secret. */
  before: string[];
}

/**
 * Finds the route a URL ends in. Doubled and trailing slashes do not count, and escapes are read segment by segment, so
 * an escaped slash stays inside its segment.
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

// The platform calls three URLs; anything else may be thrown at a public one.
const maxKnownUrls = 100;

/** Makes the function that finds the route of a URL, under a base path if there is one. Remembers what it has found. */
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

/** Whether a match lies right under the base path, possibly with one segment, the secret, between them. */
export function isUnder(basePath: string, match: RouteMatch): boolean {
  const base = basePath.split('/').filter(Boolean).map(decode);
  const extra = match.before.length - base.length;
  return (extra === 0 || extra === 1) && base.every((segment, index) => segment === decode(match.before[index]));
}

/** The query of a URL, without the question mark; empty when there is none. */
export function queryOf(url: string): string {
  const [beforeFragment = ''] = url.split('#');
  const mark = beforeFragment.indexOf('?');
  return mark < 0 ? '' : beforeFragment.slice(mark + 1);
}

/** A segment with its escapes read, or as it is when they are broken. */
export function decode(segment: string | undefined): string {
  if (!segment?.includes('%')) return segment ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

// `new URL` costs several microseconds, and takes the `//chat` of a careless base URL for a host name.
function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  return path.startsWith('/') ? path : path.replace(/^[a-z]+:\/\/[^/]*/i, '');
}
