import type { IncomingCall } from '../webhook/call.ts';
import { refusals } from '../webhook/replies.ts';
import type { WebhookReply, WebhookRequest, WebhookRoute } from '../webhook/types.ts';
import { withinSize } from './body-size.ts';
import { type Core, receive } from './core-contract.ts';

/** Answers a plain description of an HTTP request: for a framework that no other face fits. Never rejects. */
export type PlainHandler = (request: WebhookRequest) => Promise<WebhookReply>;

/** Makes the plain face, of one route, or of all of them when the URL is to decide. */
export function plainFace(core: Core, fixedRoute?: WebhookRoute): PlainHandler {
  return ({ method, url, headers = {}, body }) =>
    answerCall(core, fixedRoute, {
      method,
      urls: [url],
      headers,
      readBody: (done) => done(withinSize(body, core.limits)),
      timers: core.timers.handler,
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
  if (sent) setTimeout(sent, 0);
  return reply;
}
