import type { Meter, Tracer } from '@opentelemetry/api';
import * as z from 'zod';
import type { ClientTelemetry } from '../client/telemetry.ts';
import type { DeskTelemetry } from '../desk/telemetry.ts';
import { parseOptions } from '../internal/options.ts';
import { readField } from '../internal/thrown.ts';
import type { WebhookTelemetry } from '../webhook/telemetry.ts';
import { clientTelemetry } from './client-telemetry.ts';
import { type AskCounts, deskTelemetry, observeSessions } from './desk-telemetry.ts';
import { lookUp, type TelemetryOptions } from './instruments.ts';
import { webhookTelemetry } from './webhook-telemetry.ts';

/** Telemetry, to be spread into the options of what it watches. */
export interface Telemetry {
  /** For `new GptBotsHumanClient({ …, ...telemetry.client })`. */
  readonly client: {
    /** Spans and durations of calls. */
    readonly telemetry: ClientTelemetry;
  };
  /** For `createHumanWebhook({ …, ...telemetry.webhook })`. */
  readonly webhook: {
    /** Spans and durations of requests. */
    readonly telemetry: WebhookTelemetry;
  };
  /** For `createDesk({ …, ...telemetry.desk })`; its webhook is watched too, its client is not. */
  readonly desk: {
    /** Spans of its webhook, and metrics of its sessions. */
    readonly telemetry: DeskTelemetry;
  };
}

const schema = z.strictObject({
  meter: z
    .custom<Meter>(
      (value) => typeof readField(value, 'createHistogram') === 'function',
      'expected a Meter of OpenTelemetry',
    )
    .optional(),
  tracer: z
    .custom<Tracer>(
      (value) => typeof readField(value, 'startSpan') === 'function',
      'expected a Tracer of OpenTelemetry',
    )
    .optional(),
});

/**
 * Spans and metrics of OpenTelemetry for clients, webhooks and desks. Without an SDK nothing is recorded. No text, address,
 * secret or id of a user is in any attribute; the id of a conversation is on spans only.
 *
 * Spans, each below the active one:
 *
 * - `gptbots_human.webhook <route>`, kind server; handlers run in its context
 * - `gptbots_human.<operation>` (`sendReply`, `closeSession`, `checkWebhooks`), kind client, with an event for each attempt. What
 *   a desk sends has a link to the span in which `desk.reply` was called, also when another instance sends it
 *
 * Metrics, durations in seconds:
 *
 * - `gptbots_human.webhook.duration` by route, outcome and HTTP status; `gptbots_human.client.duration` by operation and outcome
 * - `gptbots_human.desk.first_reply.duration`, until GPTBots accepted the first reply of a person
 * - `gptbots_human.desk.session.duration` by close reason; only the first end of a session that began again
 * - `gptbots_human.desk.replies` by status and sender, `gptbots_human.desk.overdue` by what is waited for
 * - `gptbots_human.desk.sessions` by state: read from the store, so each instance reports all of them, and a dashboard takes
 *   the maximum. For desks with different stores in one process, make a telemetry each, with a meter of its own
 *
 * All others of a desk are counted once over all instances: by the one that made the change, as with hooks.
 *
 * @throws {GptBotsHumanError} kind `input`, when an option is wrong
 *
 * @example
 * const telemetry = createTelemetry();
 * const client = new GptBotsHumanClient({ ...telemetry.client });
 * const desk = createDesk({ client, secret: process.env.GPTBOTS_WEBHOOK_SECRET, ...telemetry.desk });
 */
export function createTelemetry(options: TelemetryOptions = {}): Telemetry {
  const desks = new Set<AskCounts>();
  const { tracer, instruments } = lookUp(parseOptions(schema, options), ({ sessions }) =>
    sessions.addCallback((result) => observeSessions(desks, result)),
  );
  const webhook = webhookTelemetry(tracer, instruments);
  return {
    client: { telemetry: clientTelemetry(tracer, instruments) },
    webhook: { telemetry: webhook },
    desk: { telemetry: deskTelemetry(webhook, instruments, desks) },
  };
}
