import { Lifecycle } from '../webhook/lifecycle.ts';
import { createRouter } from '../webhook/routing.ts';
import { drainSettings, webhookSettings } from '../webhook/settings.ts';
import { createShared } from '../webhook/shared.ts';
import type { DrainOptions, HumanWebhookOptions, WebhookRoute } from '../webhook/types.ts';
import { createBodyTimers } from './body-timers.ts';
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
  /** For all other frameworks: takes a request as a plain object and returns the answer as one. */
  handle: PlainHandler;
}

/** The three webhook routes, ready to mount. */
export interface HumanWebhook extends WebhookFaces {
  /** Each route separately, to mount under a path of your choice. The path is not checked. */
  routes: Record<WebhookRoute, WebhookFaces>;
  /**
   * Shuts the webhook down. It accepts requests for `delayMs` more, and answers later ones with 503. Resolves when the
   * running handlers and their `waitUntil` work have ended, or after `timeoutMs`. Call it on SIGTERM, before closing
   * the server. A second call ends the delay of the first. Rejects with kind `input` when an option is wrong.
   */
  drain(options?: DrainOptions): Promise<void>;
}

/**
 * Creates the three webhook routes that GPTBots calls, out of your three handlers.
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
  const { basePath, maxBodyBytes, bodyTimeoutMs, telemetry } = settings;
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
    receive(route, call, done) {
      if (!telemetry) new Lifecycle(shared, route, call, done).begin();
      else telemetry.request(route, (answered) => new Lifecycle(shared, route, call, done, answered).begin());
    },
    limits: { maxBodyBytes, bodyTimeoutMs },
    bodyTimers: createBodyTimers(bodyTimeoutMs),
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
