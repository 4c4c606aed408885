import { readSafely } from '../internal/thrown.ts';
import { refusals } from '../webhook/replies.ts';
import type { WebhookRoute } from '../webhook/types.ts';
import type { Core } from './core-contract.ts';
import { fetchBody } from './fetch-body.ts';
import { type FetchRequest, rawRequest } from './fetch-request.ts';
import { hostIn } from './host-wait.ts';
import { answerCall, goneBySignal } from './plain.ts';
import { readHead } from './plain-request.ts';

/**
 * A handler for Next.js' app router, Hono, Bun, Deno and Cloudflare Workers. Never rejects.
 *
 * A `waitUntil` in a further argument keeps a serverless runtime alive for work that outlives the answer. Whatever else
 * a framework passes there is ignored.
 */
export type FetchHandler = (request: FetchRequest, ...context: unknown[]) => Promise<Response>;

/** Makes the fetch face, of one route, or of all of them when the URL is to decide. */
export function fetchFace(core: Core, fixedRoute?: WebhookRoute): FetchHandler {
  return async (request, ...context) => {
    const raw = rawRequest(request);
    const { status, headers, body } = await answerCall(core, fixedRoute, {
      ...readHead(raw),
      readBody: () => fetchBody(request, core.limits, core.bodyTimers).catch(refusals.bodyBrokeOff),
      ...goneBySignal(readSafely(() => raw.signal)),
      waitUntil: hostIn(context),
    });
    return new Response(body, { status, headers });
  };
}
