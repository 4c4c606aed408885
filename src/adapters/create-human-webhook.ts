import { Lifecycle } from '../webhook/lifecycle.ts';
import { createRouter } from '../webhook/routing.ts';
import { drainSettings, webhookSettings } from '../webhook/settings.ts';
import { createShared } from '../webhook/shared.ts';
import { createTimers } from '../webhook/timers.ts';
import type { DrainOptions, HumanWebhookOptions, WebhookRoute } from '../webhook/types.ts';
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
   * Serves for `delayMs` more, then stops accepting requests (503), and resolves once the running handlers and their
   * `waitUntil` work are done, or after `timeoutMs`. Call it when the process is told to end, before closing the
   * server. A second call ends the delay of the first. Rejects with kind `input` when an option is wrong.
   */
  drain(options?: DrainOptions): Promise<void>;
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
  const { basePath, maxBodyBytes, bodyTimeoutMs } = settings;
  const routeOf = createRouter(basePath);
  const shared = createShared(settings);
  const core: Core = {
    route(urls) {
      for (const url of urls) {
        const route = routeOf(url);
        if (route) return route;
      }
      return undefined;
    },
    receive: (route, call, done) => new Lifecycle(shared, route, call, done).begin(),
    limits: { maxBodyBytes, bodyTimeoutMs },
    bodyTimers: createTimers(bodyTimeoutMs),
  };
  const faces = (route?: WebhookRoute): WebhookFaces => ({
    node: nodeFace(core, route),
    fetch: fetchFace(core, route),
    handle: plainFace(core, route),
  });
  const webhook: HumanWebhook = {
    ...faces(),
    routes: { establish: faces('establish'), chat: faces('chat'), close: faces('close') },
    drain: async (given = {}) => shared.running.drain(drainSettings(given)),
  };
  return Object.defineProperty(webhook, coreKey, { value: core });
}
