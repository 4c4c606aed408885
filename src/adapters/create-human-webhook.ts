import { Lifecycle } from '../webhook/lifecycle.ts';
import { createRouter } from '../webhook/routing.ts';
import { webhookSettings } from '../webhook/settings.ts';
import { createTimers } from '../webhook/timers.ts';
import type { HumanWebhookOptions, WebhookRoute } from '../webhook/types.ts';
import { type Core, coreKey } from './core-contract.ts';
import { type FetchHandler, fetchFace } from './fetch.ts';
import { type NodeHandler, nodeFace } from './node.ts';
import { type PlainHandler, plainFace } from './plain.ts';

/** The same webhook for different frameworks. */
export interface WebhookFaces {
  /** For node:http, Express, Connect, NestJS and Next.js' pages router: `app.use('/gptbots', webhook.node)`. */
  node: NodeHandler;
  /** For Next.js' app router, Hono, Bun, Deno and Cloudflare Workers. */
  fetch: FetchHandler;
  /** For everything else: a plain request in, a plain reply out. */
  handle: PlainHandler;
}

/** The three webhook routes, ready to be mounted. */
export interface HumanWebhook extends WebhookFaces {
  /** One route each, to be mounted under any path of your own; the path is not looked at. */
  routes: Record<WebhookRoute, WebhookFaces>;
  /**
   * Stops accepting requests (503), and resolves once the running handlers and their `waitUntil` work are done.
   * Call it when the process is told to end, before closing the server.
   */
  drain(): Promise<void>;
}

/**
 * Makes the three webhook routes GPTBots calls, out of three functions of yours.
 *
 * @throws {GptBotsHumanError} kind `input`, when an option is wrong or `secret` is missing
 *
 * @example
 * const webhook = createHumanWebhook({
 *   secret: process.env.GPTBOTS_WEBHOOK_SECRET,
 *   establish: async (request, ctx) => {},
 *   chat: async (request, ctx) => {},
 *   close: async (request, ctx) => {},
 * });
 * app.use('/gptbots', webhook.node);
 */
export function createHumanWebhook(options: HumanWebhookOptions): HumanWebhook {
  const settings = webhookSettings(options);
  const { basePath, timeoutMs, maxBodyBytes, bodyTimeoutMs } = settings;
  const routeOf = createRouter(basePath);
  const lifecycle = new Lifecycle(settings);
  const core: Core = {
    route(urls) {
      for (const url of urls) {
        const route = routeOf(url);
        if (route) return route;
      }
      return undefined;
    },
    receive: (route, call, done) => lifecycle.receive(route, call, done),
    limits: { maxBodyBytes, bodyTimeoutMs },
    timers: { handler: createTimers(timeoutMs), body: createTimers(bodyTimeoutMs) },
  };
  const faces = (route?: WebhookRoute): WebhookFaces => ({
    node: nodeFace(core, route),
    fetch: fetchFace(core, route),
    handle: plainFace(core, route),
  });
  const webhook: HumanWebhook = {
    ...faces(),
    routes: { establish: faces('establish'), chat: faces('chat'), close: faces('close') },
    drain: () => lifecycle.running.drain(),
  };
  return Object.defineProperty(webhook, coreKey, { value: core });
}
