/**
 * Spans and metrics of OpenTelemetry for clients, webhooks and desks.
 *
 * @example
 * import { createTelemetry } from 'gptbots-human/opentelemetry';
 *
 * const telemetry = createTelemetry();
 * const client = new GptBotsHumanClient({ ...telemetry.client });
 */
export { createTelemetry, type Telemetry } from './create-telemetry.ts';
export type { TelemetryOptions } from './instruments.ts';
