import * as z from 'zod';
import type { Logger } from '../internal/logger.ts';
import { callback, duration, instance, parseOptions, telemetryWith } from '../internal/options.ts';
import { type Credentials, createAuthenticator } from './authentication.ts';
import { Duplicates } from './duplicates.ts';
import { successReply } from './replies.ts';
import type { WebhookTelemetry } from './telemetry.ts';
import type { DrainOptions, HumanWebhookOptions, WebhookHandler, WebhookReply, WebhookRoute } from './types.ts';

/** Webhook options, checked and with their defaults. */
export interface WebhookSettings {
  authenticate(credentials: Credentials): boolean;
  verify?: HumanWebhookOptions['verify'];
  basePath: string | undefined;
  // `never`, so that the three handlers fit into one record. Each is only called with the request of its own route.
  handlers: Record<WebhookRoute, WebhookHandler<never>>;
  timeoutMs: number;
  maxBodyBytes: number;
  bodyTimeoutMs: number;
  ordered: boolean;
  maxQueued: number;
  queueTimeoutMs: number;
  waitUntil?: HumanWebhookOptions['waitUntil'];
  duplicates: Duplicates | undefined;
  success: WebhookReply;
  onError?: HumanWebhookOptions['onError'];
  onHandled?: HumanWebhookOptions['onHandled'];
  telemetry?: WebhookTelemetry | undefined;
  logger: Logger;
  /** Whether the developer passed a logger. The console, used otherwise, does not repeat what `onError` gets. */
  ownLogger: boolean;
}

const consoleLogger: Logger = {
  warn: (message, fields) => console.warn(message, fields),
  error: (message, fields) => console.error(message, fields),
};

const handler = callback<WebhookHandler<never>>();

const drainSchema = z.object({ delayMs: z.union([z.literal(0), duration]).optional(), timeoutMs: duration.optional() });

const schema = z.object({
  verify: callback<NonNullable<HumanWebhookOptions['verify']>>().optional(),
  basePath: z
    .union(
      [z.literal(''), z.string().regex(/^\/[^?#]*$/)],
      "expected a path that starts with a slash, such as '/gptbots'",
    )
    .optional(),
  establish: handler,
  chat: handler,
  close: handler,
  timeoutMs: duration.default(10_000),
  maxBodyBytes: z.int().positive().default(1_048_576),
  bodyTimeoutMs: duration.default(10_000),
  ordered: z.boolean().default(true),
  maxQueued: z.int().positive().default(100),
  queueTimeoutMs: duration.default(30_000),
  waitUntil: callback<NonNullable<HumanWebhookOptions['waitUntil']>>().optional(),
  dedupe: z
    .union([
      z.literal(false),
      z.object({ ttlMs: duration.default(86_400_000), maxEntries: z.int().positive().default(10_000) }),
    ])
    .default({ ttlMs: 86_400_000, maxEntries: 10_000 }),
  successCode: z.int().default(200),
  onError: callback<NonNullable<HumanWebhookOptions['onError']>>().optional(),
  onHandled: callback<NonNullable<HumanWebhookOptions['onHandled']>>().optional(),
  telemetry: telemetryWith<WebhookTelemetry>('request').optional(),
  logger: instance<Logger>().optional(),
});

/** Checks the options of a webhook. Throws kind `input`. */
export function webhookSettings(options: HumanWebhookOptions): WebhookSettings {
  const { establish, chat, close, dedupe, successCode, logger, basePath, ...rest } = parseOptions(schema, options);
  return {
    ...rest,
    authenticate: createAuthenticator(options.secret),
    basePath: basePath || undefined,
    handlers: { establish, chat, close },
    duplicates: dedupe ? new Duplicates(dedupe) : undefined,
    success: successReply(successCode),
    logger: logger ?? consoleLogger,
    ownLogger: logger !== undefined,
  };
}

/** Checks the options of `drain()`. Throws kind `input`. */
export function drainSettings(options: DrainOptions): DrainOptions {
  return parseOptions(drainSchema, options);
}
