import { onNextTurn } from '../internal/real-timers.ts';
import { readSafely } from '../internal/thrown.ts';
import type { IncomingCall } from '../webhook/call.ts';
import { refusals } from '../webhook/replies.ts';
import type { CallContext, WebhookReply, WebhookRoute } from '../webhook/types.ts';
import { withinSize } from './body-size.ts';
import { type Core, receive } from './core-contract.ts';
import { hostIn } from './host-wait.ts';
import { type HandleRequest, readHead } from './plain-request.ts';
import { isUnread, readUnread } from './stream-body.ts';

/**
 * Answers a plain description of an HTTP request: for a framework that no other face fits. Never rejects.
 *
 * @param context how to tell the host of work that outlives the answer, and whether the caller has gone
 */
export type PlainHandler = (request: HandleRequest, context?: CallContext) => Promise<WebhookReply>;

/** Makes the plain face, of one route, or of all of them when the URL is to decide. */
export function plainFace(core: Core, fixedRoute?: WebhookRoute): PlainHandler {
  return (request, context) =>
    answerCall(core, fixedRoute, {
      ...readHead(request),
      readBody: () => {
        const body = readSafely(() => request.body);
        try {
          return isUnread(body) ? readUnread(body, core.limits, core.bodyTimers) : withinSize(body, core.limits);
        } catch {
          // Such as a proxy that throws whatever it is asked.
          return refusals.unreadable();
        }
      },
      ...goneBySignal(readSafely(() => context?.signal)),
      waitUntil: hostIn([context]),
    });
}

/** Answers a call for a caller who sends the reply by itself and does not tell when. */
export async function answerCall(
  core: Core,
  fixedRoute: WebhookRoute | undefined,
  call: IncomingCall,
): Promise<WebhookReply> {
  const route = fixedRoute ?? core.route(call.urls);
  if (route === undefined) return refusals.noRoute().reply;
  const { reply, sent } = await receive(core, route, call);
  // The next turn of the event loop comes after the reply was handed over.
  if (sent) onNextTurn(sent);
  return reply;
}

/** How a call tells by a signal that its caller has gone. */
export function goneBySignal(signal: AbortSignal | undefined): Pick<IncomingCall, 'isGone' | 'onGone'> {
  if (!signal) return {};
  return {
    isGone: () => signal.aborted,
    onGone: (listener) => {
      signal.addEventListener('abort', listener);
      if (signal.aborted) listener();
      return () => signal.removeEventListener('abort', listener);
    },
  };
}
