import { type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import type { CallInfo } from '../client/options.ts';
import type { ClientTelemetry } from '../client/telemetry.ts';
import { type Attempt, isGptBotsHumanError } from '../internal/error.ts';
import { notify } from '../internal/logger.ts';
import { attribute, kindOf, shortId } from './attributes.ts';
import type { Instruments } from './instruments.ts';
import { originLinks } from './origin.ts';
import { below, fail, startSpan } from './spans.ts';

/** A span and a duration for each call. */
export function clientTelemetry(tracer: () => Tracer, instruments: () => Instruments | undefined): ClientTelemetry {
  return {
    call(call, attempts, run) {
      const startedAt = performance.now();
      const { operation } = call;
      const attributes = { [attribute.operation]: operation };
      const span = startSpan(tracer, `gptbots_human.${operation}`, SpanKind.CLIENT, attributes, originLinks());
      const answer = below(span, run);
      const end = (outcome: string, error?: unknown) =>
        notify(() => {
          const seconds = (performance.now() - startedAt) / 1000;
          instruments()?.client.record(seconds, { [attribute.operation]: operation, [attribute.outcome]: outcome });
          if (span.isRecording()) describe(span, call, attempts, outcome, error);
          span.end();
        });
      answer.then(
        () => end('success'),
        (error: unknown) => end(kindOf(error) ?? 'other', error),
      );
      return answer;
    },
  };
}

function describe(span: Span, call: CallInfo, attempts: readonly Attempt[], outcome: string, error: unknown): void {
  if (call.conversation_id !== undefined) span.setAttribute(attribute.conversationId, shortId(call.conversation_id));
  span.setAttribute(attribute.outcome, outcome);
  for (const { startedAt, durationMs, outcome: ended, status } of attempts) {
    const httpStatus = status === undefined ? {} : { [attribute.httpStatus]: status };
    span.addEvent('gptbots_human.attempt', { [attribute.outcome]: ended, ...httpStatus }, startedAt + durationMs);
  }
  const status = attempts.at(-1)?.status;
  if (status !== undefined) span.setAttribute(attribute.httpStatus, status);
  if (attempts.length > 1) span.setAttribute(attribute.resendCount, attempts.length - 1);
  if (outcome === 'success') return;
  fail(span, outcome);
  if (!isGptBotsHumanError(error)) return;
  span.setAttribute(attribute.delivery, error.delivery);
  if (error.code !== undefined) span.setAttribute(attribute.apiCode, error.code);
}
