import { readSafely } from '../internal/thrown.ts';
import type { Body } from '../webhook/call.ts';
import { refusals } from '../webhook/replies.ts';
import type { HostWait, WebhookRoute } from '../webhook/types.ts';
import type { Core } from './core-contract.ts';
import { fetchBody } from './fetch-body.ts';
import { type FetchRequest, rawRequest } from './fetch-request.ts';
import { hostIn } from './host-wait.ts';
import { answerCall } from './plain.ts';
import { RequestCall } from './request-call.ts';

/**
 * A handler for Next.js' app router, Hono, Bun, Deno and Cloudflare Workers. Never rejects.
 *
 * When a further argument has a `waitUntil`, a serverless runtime is kept alive for work that goes on after the answer.
 * All other arguments are ignored, so that frameworks can pass what they like.
 */
export type FetchHandler = (request: FetchRequest, ...context: unknown[]) => Promise<Response>;

/** Makes the fetch face of one route. Without a route, the URL decides. */
export function fetchFace(core: Core, fixedRoute?: WebhookRoute): FetchHandler {
  return async (request, ...context) => {
    const call = new FetchCall(core, request, hostIn(context));
    const { status, headers, body } = await answerCall(core, fixedRoute, call);
    return new Response(body, { status, headers });
  };
}

class FetchCall extends RequestCall {
  readonly #core: Core;
  readonly #request: FetchRequest;

  constructor(core: Core, request: FetchRequest, waitUntil: HostWait | undefined) {
    const raw = rawRequest(request);
    super(raw, { signal: readSafely(() => raw.signal), waitUntil });
    this.#core = core;
    this.#request = request;
  }

  readBody(): Promise<Body> {
    return fetchBody(this.#request, this.headers, this.#core.limits, this.#core.bodyTimers).catch(
      refusals.bodyBrokeOff,
    );
  }
}
