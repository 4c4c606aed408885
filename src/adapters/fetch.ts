import { readSafely } from '../internal/thrown.ts';
import type { HostWait, WebhookRoute } from '../webhook/types.ts';
import type { Core } from './core-contract.ts';
import { fetchBody } from './fetch-body.ts';
import { answerCall, goneBySignal } from './plain.ts';

/**
 * A handler for Next.js' app router, Hono, Bun, Deno and Cloudflare Workers. Never rejects.
 *
 * A `waitUntil` in a further argument keeps a serverless runtime alive for work that outlives the answer. Whatever else
 * a framework passes there is ignored.
 */
export type FetchHandler = (request: Request, ...context: unknown[]) => Promise<Response>;

/** Makes the fetch face, of one route, or of all of them when the URL is to decide. */
export function fetchFace(core: Core, fixedRoute?: WebhookRoute): FetchHandler {
  return async (request, ...context) => {
    const { status, headers, body } = await answerCall(core, fixedRoute, {
      method: request.method,
      urls: [request.url],
      headers: request.headers,
      readBody: () => fetchBody(request, core.limits, core.bodyTimers),
      ...goneBySignal(request.signal),
      waitUntil: hostIn(context),
    });
    return new Response(body, { status, headers });
  };
}

function hostIn(context: unknown[]): HostWait | undefined {
  const host = context.find(canWait);
  // As a method: on Workers it fails without its `this`.
  return host && ((work) => host.waitUntil(work));
}

// Frameworks pass contexts of theirs that may throw when looked at.
function canWait(argument: unknown): argument is { waitUntil: HostWait } {
  return readSafely(() => typeof (argument as { waitUntil?: unknown }).waitUntil === 'function') ?? false;
}
