import { context, createContextKey, type Link, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { readTraceparent, writeTraceparent } from './traceparent.ts';

const originKey = createContextKey('gptbots-human origin');

/** The call that is under way, to be stored with what it sends. */
export function originNow(): string | undefined {
  return writeTraceparent(trace.getSpanContext(context.active()));
}

/**
 * Sends what a call has stored. It belongs to that call's span while it is sent from there. Elsewhere it stands alone, as
 * the outbox may run in the context of another call.
 */
export function sendFrom<T>(origin: string | undefined, send: () => T): T {
  const active = context.active();
  const from = origin === undefined ? undefined : readTraceparent(origin);
  if (!from) return context.with(ROOT_CONTEXT, send);
  const base = isSame(trace.getSpanContext(active), from) ? active : ROOT_CONTEXT;
  return context.with(base.setValue(originKey, from), send);
}

/** Links to the call that made what is being sent. */
export function originLinks(): Link[] | undefined {
  // Only sendFrom() sets this value.
  const from = context.active().getValue(originKey) as SpanContext | undefined;
  return from && [{ context: from }];
}

function isSame(one: SpanContext | undefined, other: SpanContext): boolean {
  return one?.spanId === other.spanId && one.traceId === other.traceId;
}
