import { notify } from '../internal/logger.ts';
import type { IncomingCall } from '../webhook/call.ts';
import { refusals } from '../webhook/replies.ts';
import { separateTimers } from '../webhook/timers.ts';
import type { WebhookReply, WebhookRoute } from '../webhook/types.ts';
import type { Core } from './face.ts';
import { fetchBody } from './fetch-body.ts';

/**
 * A handler for Next.js' app router, Hono, Bun, Deno and Cloudflare Workers. Never rejects.
 *
 * A `waitUntil` in the second argument keeps a serverless runtime alive for work that outlives the answer. Whatever
 * else a framework passes there is ignored.
 */
export type FetchHandler = (request: Request, context?: unknown) => Promise<Response>;

/** Makes the fetch face, of one route, or of all of them when the URL is to decide. */
export function fetchFace(core: Core, fixedRoute?: WebhookRoute): FetchHandler {
  return async (request, context) => {
    const call = fetchCall(core, request, context);
    const route = fixedRoute ?? core.route(call.urls);
    if (route === undefined) return toResponse(refusals.noRoute().reply);
    const { reply, sent } = await core.receive(route, call);
    // Nothing tells when a Response was sent; the next turn of the event loop comes after it was handed over.
    if (sent) setTimeout(sent, 0);
    return toResponse(reply);
  };
}

function fetchCall({ limits, timeoutMs }: Core, request: Request, context: unknown): IncomingCall {
  return {
    method: request.method,
    urls: [request.url],
    headers: request.headers,
    readBody: () => fetchBody(request, limits),
    // Cloudflare Workers forbids that one request waits for another's timer.
    timers: separateTimers(timeoutMs),
    extend: (work) => notify(() => waitUntilOf(context)?.waitUntil(work)),
  };
}

// Called as a method: on Workers it fails without its `this`.
function waitUntilOf(context: unknown): { waitUntil(work: Promise<unknown>): void } | undefined {
  const candidate = context as { waitUntil?: unknown } | null | undefined;
  // Checked: it has a function of this name.
  return typeof candidate?.waitUntil === 'function'
    ? (candidate as { waitUntil(work: Promise<unknown>): void })
    : undefined;
}

function toResponse({ status, headers, body }: WebhookReply): Response {
  return new Response(body, { status, headers });
}
