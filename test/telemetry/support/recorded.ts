import {
  type Attributes,
  context,
  type HrTime,
  type Link,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { createTelemetry, type Telemetry } from 'gptbots-human/opentelemetry';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

/** The SDK's providers, with exporters that keep everything in memory. */
export interface Sdk {
  tracers: BasicTracerProvider;
  meters: MeterProvider;
  /** The spans that have ended, in that order. */
  spans(): SpanView[];
  /** The points of a metric, each with its attributes. */
  points(name: string): Promise<Point[]>;
  metric(name: string): Promise<MetricData | undefined>;
  /** All that was exported, as text. */
  everything(): Promise<string>;
}

/** What tests look at in a span. */
export interface SpanView {
  name: string;
  kind: string;
  /** Which one it is, and the one above it. */
  id: string;
  parent: string | undefined;
  trace: string;
  attributes: Attributes;
  error: boolean;
  events: { name: string; attributes: Attributes | undefined; at: HrTime }[];
  links: string[];
}

export interface Point {
  attributes: Attributes;
  /** Of a counter or a gauge; of a histogram, the sum. */
  value: number;
  /** Of a histogram, how often something was measured. */
  count: number | undefined;
}

/** Registers the context manager that an SDK registers, for all tests of a file. */
export function withContext(): void {
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  afterAll(() => context.disable());
}

/** Telemetry that goes to memory, for one test. */
export function recorded(): Sdk & { telemetry: Telemetry; tracer: Tracer } {
  const sdk = startSdk();
  const tracer = sdk.tracers.getTracer('test');
  return { ...sdk, tracer, telemetry: createTelemetry({ tracer, meter: sdk.meters.getMeter('test') }) };
}

export function startSdk(): Sdk {
  const spanExporter = new InMemorySpanExporter();
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] });
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 86_400_000 });
  const meters = new MeterProvider({ readers: [reader] });
  onTestFinished(async () => {
    await tracers.shutdown();
    await meters.shutdown();
  });
  const collect = async (): Promise<MetricData[]> => {
    metricExporter.reset();
    await reader.forceFlush();
    return metricExporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  };
  const metric = async (name: string) => (await collect()).find(({ descriptor }) => descriptor.name === name);
  return {
    tracers,
    meters,
    spans: () => spanExporter.getFinishedSpans().map(viewOf),
    metric,
    async points(name) {
      const found = await metric(name);
      return found?.dataPoints.map((point) => pointOf(found.dataPointType, point)) ?? [];
    },
    async everything() {
      return JSON.stringify([spanExporter.getFinishedSpans().map(rawOf), await collect()]);
    },
  };
}

function viewOf(span: ReadableSpan): SpanView {
  return {
    name: span.name,
    kind: SpanKind[span.kind],
    id: span.spanContext().spanId,
    parent: span.parentSpanContext?.spanId,
    trace: span.spanContext().traceId,
    attributes: span.attributes,
    error: span.status.code === SpanStatusCode.ERROR,
    events: span.events.map(({ name, attributes, time }) => ({ name, attributes, at: time })),
    links: span.links.map((link: Link) => link.context.spanId),
  };
}

// Without what refers to the SDK itself.
function rawOf({ name, kind, attributes, status, events, links, instrumentationScope }: ReadableSpan): unknown {
  return { name, kind, attributes, status, events, links, instrumentationScope };
}

function pointOf(
  type: DataPointType,
  { attributes, value }: DataPoint<number | Histogram> | DataPoint<unknown>,
): Point {
  if (type !== DataPointType.HISTOGRAM) return { attributes, value: value as number, count: undefined };
  // The type says that it is one.
  const { sum = 0, count } = value as Histogram;
  return { attributes, value: sum, count };
}
