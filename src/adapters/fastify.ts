import { coreOf, receive } from './core-contract.ts';
import type { HumanWebhook } from './create-human-webhook.ts';
import { nodeBody } from './node-body.ts';
import { isGone, onGone, whenSent } from './node-connection.ts';
import { nodeHeaders } from './node-headers.ts';
import type { NodeRequest, NodeResponse, ParsedBody } from './node-types.ts';

/** What is used of a Fastify request. */
export interface FastifyRequestLike extends ParsedBody {
  readonly method: string;
  readonly url: string;
  readonly originalUrl: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly raw: NodeRequest;
}

/** What is used of a Fastify reply. */
export interface FastifyReplyLike {
  readonly raw: NodeResponse;
  code(status: number): unknown;
  headers(headers: Record<string, string>): unknown;
  send(body: string): unknown;
  callNotFound(): unknown;
}

/** What is used of a Fastify instance. */
export interface FastifyInstanceLike {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(type: string, options: object, parser: () => Promise<undefined>): unknown;
  setErrorHandler(
    handler: (error: unknown, request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>,
  ): unknown;
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

  async function answer(request: FastifyRequestLike, reply: FastifyReplyLike): Promise<unknown> {
    const urls = [request.url, request.originalUrl] as const;
    const route = core.route(urls);
    if (route === undefined) return reply.callNotFound();
    const stream: NodeRequest = request.raw;

    const answered = await receive(core, route, {
      method: request.method,
      urls,
      headers: request.headers,
      readBody: () =>
        nodeBody({ rawBody: () => request.rawBody, body: () => request.body, stream }, core.limits, core.bodyTimers),
      isGone: () => isGone(reply.raw),
      onGone: (listener) => onGone(reply.raw, listener),
    });
    const { reply: result, sent } = answered;
    if (sent) whenSent(reply.raw, sent);
    reply.code(result.status);
    reply.headers({ ...nodeHeaders(answered, stream) });
    return reply.send(result.body);
  }

  return async (instance) => {
    // Inside this plugin only. The body is left in the stream, where the webhook's own limits hold.
    instance.removeAllContentTypeParsers();
    instance.addContentTypeParser('*', {}, async () => undefined);
    instance.setErrorHandler(async (error, request, reply) => {
      // Fastify turns down a Content-Type that is none before any parser sees it; GPTBots' is not checked here.
      if ((error as { code?: unknown } | null)?.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
        return answer(request, reply);
      throw error;
    });
    instance.all('/*', answer);
  };
}
