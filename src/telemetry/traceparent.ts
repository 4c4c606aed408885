import { isSpanContextValid, type SpanContext, type TraceFlags } from '@opentelemetry/api';

/** A span as a W3C `traceparent` (https://www.w3.org/TR/trace-context/#traceparent-header); undefined when it is none. */
export function writeTraceparent(span: SpanContext | undefined): string | undefined {
  if (!span || !isSpanContextValid(span)) return undefined;
  return `00-${span.traceId}-${span.spanId}-0${span.traceFlags & 1}`;
}

/** What {@link writeTraceparent} wrote, perhaps in another process; undefined for anything else. */
export function readTraceparent(text: string): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-0([01])$/.exec(text) ?? [];
  const traceFlags: TraceFlags = Number(flags);
  const span = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(span) ? span : undefined;
}
