import { SpanKind, type Tracer } from '@opentelemetry/api';
import { notify } from '../internal/logger.ts';
import type { AnswerInfo, WebhookTelemetry } from '../webhook/telemetry.ts';
import { attribute, kindOf, shortId } from './attributes.ts';
import type { Instruments } from './instruments.ts';
import { below, fail, startSpan } from './spans.ts';

/** A span and a duration for each request. */
export function webhookTelemetry(tracer: () => Tracer, instruments: () => Instruments): WebhookTelemetry {
  return {
    request(route, begin) {
      const attributes = { [attribute.route]: route };
      const span = startSpan(tracer, `gptbots_human.webhook ${route}`, SpanKind.SERVER, attributes, []);
      const answered = (answer: AnswerInfo) =>
        notify(() => {
          const { status, conversation_id, durationMs, error } = answer;
          const outcome = outcomeOf(answer);
          const result = { [attribute.outcome]: outcome, [attribute.httpStatus]: status };
          if (span.isRecording()) {
            span.setAttributes(result);
            if (conversation_id !== undefined) span.setAttribute(attribute.conversationId, shortId(conversation_id));
            if (outcome === 'failed') fail(span, kindOf(error) ?? String(status));
          }
          span.end();
          instruments().webhook.record(durationMs / 1000, { ...attributes, ...result });
        });
      below(span, () => begin(answered));
    },
  };
}

// A decline is an answer like any other, unless it stands for a failure. A refused request is its sender's failure.
function outcomeOf({ status, test, duplicate, declined, error }: AnswerInfo): string {
  if (test) return 'test';
  if (duplicate) return 'duplicate';
  if (status < 400) return 'success';
  if (declined && error === undefined) return 'declined';
  return status < 500 ? 'refused' : 'failed';
}
