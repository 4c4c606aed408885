import type * as z from 'zod';
import type { ExtraHeaders } from './options.ts';

// They belong to one connection or say how the body is sent: set to anything else, every call would fail.
const ofTheConnection = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Checks extra headers, and copies them: names in lower case, none that is undefined. */
export function checkedHeaders(headers: ExtraHeaders, ctx: z.RefinementCtx): Record<string, string> {
  try {
    const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
    // A pair of less than two is left for `Headers` to refuse.
    const given = pairs.filter((pair): pair is [string, string] => pair.length !== 2 || pair[1] !== undefined);
    const checked = Object.fromEntries(new Headers(given).entries());
    for (const name of Object.keys(checked)) {
      if (ofTheConnection.has(name)) ctx.addIssue(`${name} cannot be set: it is part of how the request is sent`);
    }
    return checked;
  } catch {
    ctx.addIssue('expected valid HTTP headers');
    return {};
  }
}
