import type { Body } from '../webhook/call.ts';
import { type Core, coreOf, receive } from './core-contract.ts';
import type { HumanWebhook } from './create-human-webhook.ts';
import { type BodySources, nodeBody, readStream } from './node-body.ts';
import { isGone, onGone, whenSent } from './node-connection.ts';
import { nodeHeaders } from './node-headers.ts';
import type { NodeHeaders, NodeRequest, NodeResponse, ParsedBody } from './node-types.ts';
import { unreadRest } from './unread-rest.ts';

/** The parts of a Fastify request that are used. */
export interface FastifyRequestLike extends ParsedBody {
  /** The HTTP method. */
  readonly method: string;
  /** The path with its query, after `rewriteUrl`. */
  readonly url: string;
  /** The path with its query, before `rewriteUrl`. */
  readonly originalUrl: string;
  /** The request's headers. */
  readonly headers: NodeHeaders;
  /** Node's request. */
  readonly raw: NodeRequest;
}

/** The parts of a Fastify reply that are used. */
export interface FastifyReplyLike {
  /** Node's response. */
  readonly raw: NodeResponse;
  /** Sets the status. */
  code(status: number): unknown;
  /** Sets headers of the answer. */
  headers(headers: Record<string, string>): unknown;
  /** Sends the answer. */
  send(body: string): unknown;
  /** Hands the request to the application's 404 handler. */
  callNotFound(): unknown;
}

/** The parts of a Fastify instance that are used. */
export interface FastifyInstanceLike {
  /** Removes the body parsers of the plugin. */
  removeAllContentTypeParsers(): unknown;
  /** Adds a body parser. */
  addContentTypeParser(
    type: string,
    options: object,
    parser: (request: FastifyRequestLike, payload: NodeRequest, done: (error: Error | null) => void) => void,
  ): unknown;
  /** Sets the handler for errors of requests. */
  setErrorHandler(
    handler: (error: unknown, request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>,
  ): unknown;
  /** Adds a route for every method. */
  all(path: string, handler: (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>): unknown;
}

/**
 * A Fastify plugin with the three webhook routes. Register it with its own prefix: it gets every request below the
 * prefix, and answers those whose path ends in one of the routes.
 *
 * @example
 * app.register(toFastify(webhook), { prefix: '/gptbots' });
 */
export function toFastify(webhook: HumanWebhook): (instance: FastifyInstanceLike, options: unknown) => Promise<void> {
  const core = coreOf(webhook);
  const payloads = new WeakMap<FastifyRequestLike, Payload>();

  async function answer(request: FastifyRequestLike, reply: FastifyReplyLike): Promise<unknown> {
    const urls = [request.url, request.originalUrl] as const;
    const route = core.route(urls);
    if (route === undefined) return reply.callNotFound();
    const { raw } = request;
    const { stream, headers, reading } = payloads.get(request) ?? { stream: raw, headers: request.headers };
    // Fastify's hooks put a body they have read on Fastify's request, serverless platforms on Node's.
    const sources: BodySources = {
      stream,
      headers,
      rawBody: () => request.rawBody ?? stream.rawBody ?? raw.rawBody,
      body: () => request.body ?? stream.body ?? raw.body,
    };
    const answered = await receive(core, route, {
      method: request.method,
      urls,
      headers: request.headers,
      readBody: () => reading ?? nodeBody(sources, core.limits, core.bodyTimers),
      isGone: () => isGone(reply.raw),
      onGone: (listener) => onGone(reply.raw, listener),
    });
    await unreadRest(answered, raw, reply.raw, core.bodyTimers);
    const { reply: result, sent } = answered;
    if (sent) whenSent(reply.raw, sent);
    reply.code(result.status);
    reply.headers({ ...nodeHeaders(answered, raw) });
    return reply.send(result.body);
  }

  return async (instance) => {
    // This affects only this plugin. The body stays in the stream, so that the webhook's own limits apply.
    instance.removeAllContentTypeParsers();
    instance.addContentTypeParser('*', {}, (request, payload, done) => {
      payloads.set(request, keep(core, request, payload));
      done(null);
    });
    instance.setErrorHandler(async (error, request, reply) => {
      // Fastify refuses an invalid Content-Type before it looks for a parser, even a catch-all one
      // (https://github.com/fastify/fastify/pull/6925). The webhook accepts any Content-Type.
      if ((error as { code?: unknown } | null)?.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
        return answer(request, reply);
      throw error;
    });
    instance.all('/*', answer);
  };
}

/** The body as `preParsing` hooks pass it on. Its stream may be another one than the request's. */
interface Payload {
  stream: NodeRequest;
  headers: NodeHeaders;
  /**
   * Set when a hook is reading the stream too. Its data has to be collected from now on, because it comes only once.
   */
  reading?: Body | Promise<Body>;
}

function keep({ limits, bodyTimers }: Core, request: FastifyRequestLike, stream: NodeRequest): Payload {
  // The headers describe the request's own stream, and not another one, such as an inflated one.
  const headers = stream === request.raw ? request.headers : {};
  if (stream.readableFlowing !== true || stream.readableDidRead) return { stream, headers };
  const reading = readStream({ stream, headers }, limits, bodyTimers);
  // A hook that stops at its own limit pauses the stream for all readers.
  stream.on('pause', () => stream.resume());
  return { stream, headers, reading };
}
