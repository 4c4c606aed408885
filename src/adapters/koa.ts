import { coreOf, receive } from './core-contract.ts';
import type { HumanWebhook } from './create-human-webhook.ts';
import { nodeBody } from './node-body.ts';
import { isGone, onGone, whenSent } from './node-connection.ts';
import { nodeHeaders } from './node-headers.ts';
import type { NodeRequest, NodeResponse, ParsedBody } from './node-types.ts';
import { unreadRest } from './unread-rest.ts';

/** The parts of a Koa context that are used. */
export interface KoaContext {
  /** The HTTP method. */
  readonly method: string;
  /** The path with its query. koa-mount removes the mount path from it. */
  readonly url: string;
  /** The path with its query, as it came. */
  readonly originalUrl: string;
  /** The request's headers. */
  readonly headers: Record<string, string | string[] | undefined>;
  /** Node's request. */
  readonly req: NodeRequest;
  /** Node's response. */
  readonly res: NodeResponse;
  /** Koa's request, where body parsers leave the body. */
  readonly request: object;
  /** The status of the answer. */
  status: number;
  /** The body of the answer. */
  body: unknown;
  /** Sets headers of the answer. */
  set(headers: Record<string, string>): void;
}

/**
 * Koa middleware for the three webhook routes. All other requests go on to the next middleware.
 *
 * @example
 * app.use(toKoa(webhook));
 */
export function toKoa(webhook: HumanWebhook): (ctx: KoaContext, next: () => Promise<unknown>) => Promise<void> {
  const core = coreOf(webhook);
  return async (ctx, next) => {
    const urls = [ctx.url, ctx.originalUrl] as const;
    const route = core.route(urls);
    if (route === undefined) {
      await next();
      return;
    }
    const stream: NodeRequest = ctx.req;
    // koa-bodyparser and koa-body put both on Koa's request, other tools on Node's.
    const parsed: ParsedBody = ctx.request;
    const answer = await receive(core, route, {
      method: ctx.method,
      urls,
      headers: ctx.headers,
      readBody: () =>
        nodeBody(
          {
            stream,
            headers: ctx.headers,
            rawBody: () => parsed.rawBody ?? stream.rawBody,
            body: () => parsed.body ?? stream.body,
          },
          core.limits,
          core.bodyTimers,
        ),
      isGone: () => isGone(ctx.res),
      onGone: (listener) => onGone(ctx.res, listener),
    });
    await unreadRest(answer, stream, ctx.res, core.bodyTimers);
    const { reply, sent } = answer;
    ctx.status = reply.status;
    ctx.set({ ...nodeHeaders(answer, stream) });
    ctx.body = reply.body;
    if (sent) whenSent(ctx.res, sent);
  };
}
