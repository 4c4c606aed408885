import type { HandledInfo, WebhookRoute } from './types.ts';

/** Watches the requests of a webhook. `createTelemetry` of `gptbots-human/opentelemetry` makes one; it must never throw. */
export interface WebhookTelemetry {
  /**
   * Answers a request by calling `begin`, once and at once.
   *
   * @param begin answers the request, now or later; calls `answered` once
   */
  request(route: WebhookRoute, begin: (answered: (answer: AnswerInfo) => void) => void): void;
}

/** How a request was answered. */
export interface AnswerInfo extends HandledInfo {
  /** Whether a handler declined it. */
  declined: boolean;
  /** Why it could not be handled, as `onError` gets it; undefined when nothing failed. */
  error: unknown;
}
