import { isGptBotsHumanError } from '../internal/error.ts';
import { maxNameLength } from '../models/limits.ts';

/** The names of attributes. `error.type` and those of HTTP are OpenTelemetry's own (https://opentelemetry.io/docs/specs/semconv/). */
export const attribute = {
  conversationId: 'gptbots_human.conversation_id',
  operation: 'gptbots_human.operation',
  route: 'gptbots_human.route',
  outcome: 'gptbots_human.outcome',
  delivery: 'gptbots_human.delivery',
  apiCode: 'gptbots_human.api.code',
  state: 'gptbots_human.state',
  closeReason: 'gptbots_human.close_reason',
  status: 'gptbots_human.status',
  from: 'gptbots_human.from',
  waitingFor: 'gptbots_human.waiting_for',
  errorType: 'error.type',
  httpStatus: 'http.response.status_code',
  resendCount: 'http.request.resend_count',
} as const;

/** The kind of an error of this package; undefined for any other, whose name and message may hold anything. */
export function kindOf(error: unknown): string | undefined {
  return isGptBotsHumanError(error) ? error.kind : undefined;
}

/** An id as an attribute: it comes from a request, and may be of any length. */
export function shortId(conversationId: string): string {
  return conversationId.slice(0, maxNameLength);
}
