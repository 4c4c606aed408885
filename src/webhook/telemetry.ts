import type { HandledInfo, WebhookRoute } from './types.ts';

/** Watches the requests of a webhook. `createTelemetry` of `gptbots-human/opentelemetry` makes one; it must never throw. */
export interface WebhookTelemetry {
  /**
   * Answers a request by calling `begin`, once and at once.
   *
   * @param begin answers the request, now or later; calls `answered` once
   */
  request(route: WebhookRoute, begin: (answered: RequestAnswered) => void): void;
}

/**
 * Is told how a request was answered.
 *
 * @param declined whether a handler declined it
 * @param error why it could not be handled, as `onError` gets it; undefined when nothing failed
 */
export type RequestAnswered = (info: HandledInfo, declined: boolean, error: unknown) => void;
