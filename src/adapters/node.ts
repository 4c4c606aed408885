import type { Answer, Body, IncomingCall } from '../webhook/call.ts';
import { refusals } from '../webhook/replies.ts';
import type { WebhookRoute } from '../webhook/types.ts';
import type { Core } from './core-contract.ts';
import { nodeBody } from './node-body.ts';
import { isGone, onGone, whenSent } from './node-connection.ts';
import { nodeHeaders } from './node-headers.ts';
import type { NodeRequest, NodeResponse } from './node-types.ts';
import { methodOf, urlOf } from './plain-request.ts';
import { unreadRest } from './unread-rest.ts';

/**
 * A handler for node:http, Express, Connect, NestJS and Next.js' pages router. Resolves when the answer was written, or
 * the request was passed on to `next`.
 */
export type NodeHandler = (req: NodeRequest, res: NodeResponse, next?: (error?: unknown) => void) => Promise<void>;

/**
 * Makes the Node face of one route. Without a route, the URL decides. Creates no Request and no Response, for speed.
 */
export function nodeFace(core: Core, fixedRoute?: WebhookRoute): NodeHandler {
  return (req, res, next) => {
    const call = new NodeCall(core, req, res);
    const route = fixedRoute ?? core.route(call.urls);
    if (route === undefined) {
      // Express passes `next`, node:http nothing, and other hosts perhaps something else.
      if (typeof next === 'function') next();
      else return Promise.resolve(send(core, req, res, refusals.noRoute()));
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      core.receive(route, call, (answer) => {
        try {
          resolve(send(core, req, res, answer));
        } catch (error) {
          reject(error);
        }
      });
    });
  };
}

// A class, because creating closures for each request would cost more than the methods do.
class NodeCall implements IncomingCall {
  readonly method: string;
  readonly urls: IncomingCall['urls'];
  readonly headers: NodeRequest['headers'];

  constructor(
    readonly core: Core,
    readonly stream: NodeRequest,
    readonly res: NodeResponse,
  ) {
    const { originalUrl } = stream;
    const url = urlOf(stream.url);
    this.method = methodOf(stream.method);
    this.urls = typeof originalUrl === 'string' && originalUrl !== url ? [url, originalUrl] : [url];
    // Mocked requests of tests may have none.
    this.headers = stream.headers ?? {};
  }

  readBody(): Body | Promise<Body> {
    return nodeBody(this, this.core.limits, this.core.bodyTimers);
  }

  isGone(): boolean {
    return isGone(this.res);
  }

  onGone(listener: () => void): () => void {
    return onGone(this.res, listener);
  }

  rawBody(): unknown {
    return this.stream.rawBody;
  }

  body(): unknown {
    return this.stream.body;
  }
}

// Undefined when it was sent at once: a promise for each request would cost.
function send(core: Core, req: NodeRequest, res: NodeResponse, answer: Answer): Promise<void> | undefined {
  const rest = unreadRest(answer, req, res, core.bodyTimers);
  if (rest) return rest.then(() => write(req, res, answer));
  write(req, res, answer);
  return undefined;
}

function write(req: NodeRequest, res: NodeResponse, answer: Answer): void {
  const { reply, sent } = answer;
  if (sent) whenSent(res, sent);
  // Other code, such as a timeout middleware, may have answered meanwhile.
  if (res.headersSent) return;
  res.writeHead(reply.status, nodeHeaders(answer, req));
  res.end(reply.body);
}
