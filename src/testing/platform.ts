import { notify } from '../internal/logger.ts';
import { inputError } from '../internal/options.ts';
import { Api } from './api.ts';
import { availabilityTester } from './availability.ts';
import {
  type ApiFault,
  apiFaults as apiFaultNames,
  FaultSchedule,
  type Faults,
  type WebhookFault,
  webhookFaults as webhookFaultNames,
} from './faults.ts';
import { Handoff, type HandoffSettings } from './handoff.ts';
import { withInside } from './inside.ts';
import { apiListener, serveHttp } from './listen.ts';
import { platformFetch } from './platform-fetch.ts';
import { newId, Random } from './random.ts';
import { Records } from './records.ts';
import { checkVisitorOptions, platformSettings } from './settings.ts';
import { type Target, targetOf } from './target.ts';
import type {
  CallRecord,
  Listening,
  PlatformEvent,
  PlatformOptions,
  Visitor,
  VisitorOptions,
  WebhookTarget,
  WebhookTestResult,
} from './types.ts';
import { fitsWebhook, Webhooks } from './webhooks.ts';

/** GPTBots' human service, simulated. */
export interface Platform {
  /**
   * Where the webhooks go from now on.
   *
   * @param baseUrl for a target that is no URL: where it believes itself to be, such as `http://localhost/gptbots` for a
   *   webhook with a `basePath`. Default: `http://localhost`.
   */
  connect(target: WebhookTarget, baseUrl?: string): void;
  /** For `new GptBotsHumanClient({ fetch: platform.fetch })`: every API call goes to this platform, whatever the host. */
  readonly fetch: typeof globalThis.fetch;
  /** A visitor asks for a human. Resolves once establish was answered, or failed. */
  visitor(options?: VisitorOptions): Promise<Visitor>;
  /** The visitors so far, the oldest first. Of more than 1000, those who are gone are forgotten. */
  readonly visitors: readonly Visitor[];
  /** What goes wrong, and when. */
  readonly faults: Faults;
  /** The webhooks and API calls so far, the oldest first: the last 1000, and of large ones the last `maxCallsBytes`. */
  readonly calls: readonly CallRecord[];
  /** Hears of everything that happens. Returns the function that ends it. */
  subscribe(listener: (event: PlatformEvent) => void): () => void;
  /**
   * Serves the API over HTTP, on Node, Bun or Deno; elsewhere it rejects.
   *
   * @param port 0 takes a free one
   * @param host default 127.0.0.1
   */
  listen(port?: number, host?: string): Promise<Listening>;
  /**
   * Tests the connected webhook as GPTBots does: an availability test, `{"istest": true}`, to establish and to chat. The
   * API answers `POST /v1/webhook/check` with the same. One result, or none as long as nothing is connected.
   */
  checkWebhooks(): Promise<{ results: WebhookTestResult[] }>;
  /** Resolves once every webhook that is under way was answered. */
  settled(): Promise<void>;
  /**
   * Ends every conversation without a webhook, breaks off what is under way, stops listening and lets all timers go. Call
   * it at the end of a test: until then the platform waits for its timeouts, and keeps the process alive.
   */
  close(): Promise<void>;
}

/**
 * Makes a GPTBots platform of your own, that keeps the platform's rules: for a test, without an account and without a
 * port.
 *
 * @throws {GptBotsHumanError} kind `input`, when an option is wrong
 *
 * @example
 * const platform = createPlatform({ secret });
 * platform.connect(webhook);
 * const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch });
 * const visitor = await platform.visitor();
 * await visitor.say('hello');
 * expect(await visitor.nextReply()).toMatchObject({ body: 'Hi, this is Ann.' });
 */
export function createPlatform(options: PlatformOptions = {}): Platform {
  const settings = platformSettings(options);
  const { clock, secret, apiKey, seed } = settings;
  const listeners = new Set<(event: PlatformEvent) => void>();
  const handoffs = new Map<string, Handoff>();
  const servers = new Set<Listening>();
  let target: Target | undefined;

  const emit = (event: PlatformEvent) => {
    for (const listener of listeners) notify(() => listener(event));
  };
  const records = new Records(settings.maxCallsBytes, (call) => emit({ type: 'call', call }));
  const apiFaults = new FaultSchedule<ApiFault>(apiFaultNames, new Random(seed));
  const webhookFaults = new FaultSchedule<WebhookFault>(webhookFaultNames, new Random(seed), fitsWebhook);
  const webhooks = new Webhooks({
    clock,
    secret,
    webhookTimeoutMs: settings.webhookTimeoutMs,
    records,
    faults: webhookFaults,
    target: () => target,
  });
  const checkWebhooks = availabilityTester(webhooks);
  const api = new Api({ clock, apiKey, records, faults: apiFaults, find: (id) => handoffs.get(id), checkWebhooks });
  const handoffSettings: HandoffSettings = {
    clock,
    webhooks,
    waitTimeoutMs: settings.waitTimeoutMs,
    idleTimeoutMs: settings.idleTimeoutMs,
    changed(visitor, reply) {
      emit(reply ? { type: 'reply', visitor, reply } : { type: 'status', visitor });
      if (handoffs.size > maxHandoffs) forgetOldest(handoffs);
    },
  };

  const platform: Platform = {
    connect(given, baseUrl = 'http://localhost') {
      target = targetOf(given, baseUrl);
    },
    fetch: platformFetch(api),
    async visitor(visitorOptions = {}) {
      checkVisitorOptions(visitorOptions);
      const ids = { conversationId: newId(), botId: newId(), anonymousId: newId() };
      const handoff = new Handoff(handoffSettings, ids);
      handoffs.set(handoff.conversationId, handoff);
      await handoff.establish(ids, visitorOptions);
      return handoff;
    },
    get visitors() {
      return [...handoffs.values()];
    },
    faults: {
      api: (...plan) => apiFaults.add(plan),
      webhook: (...plan) => webhookFaults.add(plan),
      clear() {
        apiFaults.clear();
        webhookFaults.clear();
      },
    },
    get calls() {
      return [...records.all];
    },
    subscribe(listener) {
      if (typeof listener !== 'function') throw inputError('listener: expected a function');
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async listen(port = 0, host = '127.0.0.1') {
      if (!Number.isInteger(port) || port < 0 || port > 65_535) throw inputError('port: expected 0 to 65535');
      if (typeof host !== 'string' || !host) throw inputError('host: expected a host name or an address');
      const server = await serveHttp(port, host, apiListener(api));
      servers.add(server);
      return server;
    },
    checkWebhooks: async () => ({ results: await checkWebhooks() }),
    settled: () => webhooks.settled(),
    async close() {
      for (const handoff of handoffs.values()) handoff.closeByService();
      webhooks.close();
      api.close();
      await Promise.all([...servers].map((server) => server.close()));
      servers.clear();
    },
  };
  return withInside(platform, { api, webhooks });
}

const maxHandoffs = 1000;

// Only conversations that are over are forgotten.
function forgetOldest(handoffs: Map<string, Handoff>): void {
  for (const [id, { isOver }] of handoffs) {
    if (!isOver) continue;
    handoffs.delete(id);
    return;
  }
}
