import type * as z from 'zod';
import type { ExtraHeaders } from './options.ts';

// Headers of the connection and of how the body is sent. undici rejects calls that set them
// (https://github.com/nodejs/undici/issues/428, https://github.com/vercel/next.js/issues/48214).
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

/** Checks and copies extra headers. Names become lower case, undefined values are left out. */
export function checkedHeaders(headers: ExtraHeaders, ctx: z.RefinementCtx): Record<string, string> {
  try {
    const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
    // `Headers` throws for a pair that does not have two parts.
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
