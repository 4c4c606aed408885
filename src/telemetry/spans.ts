import {
  type Attributes,
  context,
  INVALID_SPAN_CONTEXT,
  type Link,
  type Span,
  type SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { notify } from '../internal/logger.ts';
import { attribute } from './attributes.ts';

/** Starts a span below the active one. Never throws: what a span processor throws must not cost a customer a message. */
export function startSpan(
  tracer: () => Tracer,
  name: string,
  kind: SpanKind,
  attributes: Attributes,
  links?: Link[],
): Span {
  let span: Span | undefined;
  notify(() => {
    span = tracer().startSpan(name, links ? { kind, attributes, links } : { kind, attributes });
  });
  return span ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
}

/** Runs something below a span. */
export function below<T>(span: Span, run: () => T): T {
  return context.with(trace.setSpan(context.active(), span), run);
}

/** Marks a span as failed. The error itself is left out: its message may hold anything. */
export function fail(span: Span, errorType: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute(attribute.errorType, errorType);
}
