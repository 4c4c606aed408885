import type { Body } from '../webhook/call.ts';
import { type Core, coreOf, receive } from './core-contract.ts';
import type { HumanWebhook } from './create-human-webhook.ts';
import { type BodySources, nodeBody, readStream } from './node-body.ts';
import { isGone, onGone, whenSent } from './node-connection.ts';
import { nodeHeaders } from './node-headers.ts';
import type { NodeHeaders, NodeRequest, NodeResponse, ParsedBody } from './node-types.ts';
import { unreadRest } from './unread-rest.ts';

/** What is used of a Fastify request. */
export interface FastifyRequestLike extends ParsedBody {
  /** The HTTP method. */
  readonly method: string;
  /** The path with its query, after a rewrite. */
  readonly url: string;
  /** The path with its query, as it came. */
  readonly originalUrl: string;
  /** The request's headers. */
  readonly headers: NodeHeaders;
  /** Node's request. */
  readonly raw: NodeRequest;
}

/** What is used of a Fastify reply. */
export interface FastifyReplyLike {
  /** Node's response. */
  readonly raw: NodeResponse;
  /** Sets the status. */
  code(status: number): unknown;
  /** Sets headers of the answer. */
  headers(headers: Record<string, string>): unknown;
  /** Sends the answer. */
  send(body: string): unknown;
  /** Hands the request to the application, as one for an unknown path. */
  callNotFound(): unknown;
}

/** What is used of a Fastify instance. */
export interface FastifyInstanceLike {
  /** Removes the body parsers of the plugin. */
  removeAllContentTypeParsers(): unknown;
  /** Adds a body parser. */
  addContentTypeParser(
    type: string,
    options: object,
    parser: (request: FastifyRequestLike, payload: NodeRequest, done: (error: Error | null) => void) => void,
  ): unknown;
  /** Sets what answers requests that failed in Fastify. */
  setErrorHandler(
    handler: (error: unknown, request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>,
  ): unknown;
  /** Adds a route for every method. */
  all(path: string, handler: (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>): unknown;
}

/**
 * A Fastify plugin with the three webhook routes. Register it with a prefix of its own: it looks at every path under
 * it, and answers those that end in one of the routes.
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
    // Hooks leave what they have read on Fastify's request, serverless platforms on Node's.
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
    // Inside this plugin only. The body is left in the stream, where the webhook's own limits hold.
    instance.removeAllContentTypeParsers();
    instance.addContentTypeParser('*', {}, (request, payload, done) => {
      payloads.set(request, keep(core, request, payload));
      done(null);
    });
    instance.setErrorHandler(async (error, request, reply) => {
      // Fastify turns down a Content-Type that is none before any parser sees it; GPTBots' is not checked here.
      if ((error as { code?: unknown } | null)?.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
        return answer(request, reply);
      throw error;
    });
    instance.all('/*', answer);
  };
}

/** The body as Fastify's hooks hand it on, which may be another stream than that of the request. */
interface Payload {
  stream: NodeRequest;
  headers: NodeHeaders;
  /** Set when a hook reads the stream too: what is not heard now is never heard again. */
  reading?: Body | Promise<Body>;
}

function keep({ limits, bodyTimers }: Core, request: FastifyRequestLike, stream: NodeRequest): Payload {
  // Of another stream, such as an inflated one, the headers say nothing.
  const headers = stream === request.raw ? request.headers : {};
  if (stream.readableFlowing !== true || stream.readableDidRead) return { stream, headers };
  const reading = readStream({ stream, headers }, limits, bodyTimers);
  // A hook that has read as far as its own limit pauses the stream for everybody.
  stream.on('pause', () => stream.resume());
  return { stream, headers, reading };
}
