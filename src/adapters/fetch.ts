import { notify } from '../internal/logger.ts';
import type { WebhookRoute } from '../webhook/types.ts';
import type { Core } from './core-contract.ts';
import { fetchBody } from './fetch-body.ts';
import { answerCall } from './plain.ts';

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
      readBody: (done) => void fetchBody(request, core.limits, core.timers.body).then(done),
      timers: core.timers.handler,
      // As a method: on Workers it fails without its `this`.
      extend: (work) => notify(() => context.find(keepsAlive)?.waitUntil(work)),
    });
    return new Response(body, { status, headers });
  };
}

function keepsAlive(argument: unknown): argument is { waitUntil(work: Promise<unknown>): void } {
  return typeof (argument as { waitUntil?: unknown } | null | undefined)?.waitUntil === 'function';
}
