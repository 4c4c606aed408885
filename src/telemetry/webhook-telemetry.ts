import { type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import { notify } from '../internal/logger.ts';
import type { RequestAnswered, WebhookTelemetry } from '../webhook/telemetry.ts';
import type { HandledInfo } from '../webhook/types.ts';
import { attribute, kindOf, shortId } from './attributes.ts';
import type { Instruments } from './instruments.ts';
import { below, fail, startSpan } from './spans.ts';

/** A span and a duration for each request. */
export function webhookTelemetry(tracer: () => Tracer, instruments: () => Instruments | undefined): WebhookTelemetry {
  return {
    request(route, begin) {
      const span = startSpan(tracer, `gptbots_human.webhook ${route}`, SpanKind.SERVER, { [attribute.route]: route });
      below(span, () =>
        begin((info, declined, error) => notify(() => end(span, instruments(), info, declined, error))),
      );
    },
  };
}

function end(
  span: Span,
  instruments: Instruments | undefined,
  ...[info, declined, error]: Parameters<RequestAnswered>
): void {
  const { route, status, conversation_id, durationMs } = info;
  const outcome = outcomeOf(info, declined, error);
  instruments?.webhook.record(durationMs / 1000, {
    [attribute.route]: route,
    [attribute.outcome]: outcome,
    [attribute.httpStatus]: status,
  });
  if (span.isRecording()) {
    span.setAttribute(attribute.outcome, outcome);
    span.setAttribute(attribute.httpStatus, status);
    if (conversation_id !== undefined) span.setAttribute(attribute.conversationId, shortId(conversation_id));
    if (outcome === 'failed') fail(span, kindOf(error) ?? String(status));
  }
  span.end();
}

// A decline is an answer like any other, unless it stands for a failure. A refused request is its sender's failure.
function outcomeOf({ status, test, duplicate }: HandledInfo, declined: boolean, error: unknown): string {
  if (test) return 'test';
  if (duplicate) return 'duplicate';
  if (status < 400) return 'success';
  if (declined && error === undefined) return 'declined';
  return status < 500 ? 'refused' : 'failed';
}
