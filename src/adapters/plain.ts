import { onNextTurn } from '../internal/real-timers.ts';
import { readSafely } from '../internal/thrown.ts';
import type { Body, IncomingCall } from '../webhook/call.ts';
import { refusals } from '../webhook/replies.ts';
import type { CallContext, WebhookReply, WebhookRoute } from '../webhook/types.ts';
import { withinSize } from './body-size.ts';
import type { Core } from './core-contract.ts';
import { hostIn } from './host-wait.ts';
import type { HandleRequest } from './plain-request.ts';
import { RequestCall } from './request-call.ts';
import { isUnread, readUnread } from './stream-body.ts';

/**
 * Answers an HTTP request given as a plain object, for frameworks that fit no other face. Never rejects.
 *
 * @param context the host's `waitUntil`, and a signal that aborts when the caller has gone
 */
export type PlainHandler = (request: HandleRequest, context?: CallContext) => Promise<WebhookReply>;

/** Makes the plain face of one route. Without a route, the URL decides. */
export function plainFace(core: Core, fixedRoute?: WebhookRoute): PlainHandler {
  return (request, context) => answerCall(core, fixedRoute, new PlainCall(core, request, context));
}

class PlainCall extends RequestCall {
  readonly #core: Core;
  readonly #request: HandleRequest;

  constructor(core: Core, request: HandleRequest, context: CallContext | undefined) {
    super(request, { signal: readSafely(() => context?.signal), waitUntil: hostIn([context]) });
    this.#core = core;
    this.#request = request;
  }

  readBody(): Body | Promise<Body> {
    const { limits, bodyTimers } = this.#core;
    const body = readSafely(() => this.#request.body);
    try {
      return isUnread(body) ? readUnread(body, limits, bodyTimers) : withinSize(body, limits);
    } catch {
      // A proxy may throw at any access.
      return refusals.unreadable();
    }
  }
}

/** Answers a request for hosts that send the answer themselves and do not say when it was sent. */
export function answerCall(
  core: Core,
  fixedRoute: WebhookRoute | undefined,
  call: IncomingCall,
): Promise<WebhookReply> {
  const route = fixedRoute ?? core.route(call.urls);
  if (route === undefined) return Promise.resolve(refusals.noRoute().reply);
  return new Promise((resolve) => {
    core.receive(route, call, ({ reply, sent }) => {
      resolve(reply);
      // By the next turn of the event loop the host has the answer. Nothing tells when it was sent.
      if (sent) onNextTurn(sent);
    });
  });
}
