import { createNoopMeter, type Meter, metrics, type Tracer, trace } from '@opentelemetry/api';
import { version } from './version.ts';

/** Where telemetry goes. */
export interface TelemetryOptions {
  /** Makes the instruments. @default `metrics.getMeter('gptbots-human', version)`, looked up again when an SDK starts later */
  meter?: Meter | undefined;
  /** Makes the spans. @default `trace.getTracer('gptbots-human', version)` */
  tracer?: Tracer | undefined;
}

/** All that is measured. */
export type Instruments = ReturnType<typeof createInstruments>;

const name = 'gptbots-human';

/**
 * The tracer and the instruments of now; no instruments without an SDK. The API's own meter does not notice an SDK that
 * starts after it was made, so both are made anew when the global provider is another one.
 */
export function lookUp({ meter, tracer }: TelemetryOptions, created: (instruments: Instruments) => void) {
  const create = (from: Meter) => {
    if (from === createNoopMeter()) return undefined;
    const instruments = createInstruments(from);
    created(instruments);
    return instruments;
  };
  return {
    instruments: meter
      ? always(create(meter))
      : perProvider(
          () => metrics.getMeterProvider(),
          (provider) => create(provider.getMeter(name, version)),
        ),
    tracer: tracer
      ? always(tracer)
      : perProvider(
          () => trace.getTracerProvider(),
          (provider) => provider.getTracer(name, version),
        ),
  };
}

function always<Made>(made: Made): () => Made {
  return () => made;
}

function perProvider<Provider, Made>(current: () => Provider, make: (provider: Provider) => Made): () => Made {
  let last: { provider: Provider; made: Made } | undefined;
  return () => {
    const provider = current();
    if (last?.provider !== provider) last = { provider, made: make(provider) };
    return last.made;
  };
}

// In seconds, as all durations of OpenTelemetry. The buckets of calls are those of its HTTP metrics, and longer ones.
const callBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 15, 30, 60];
const waitBuckets = [1, 2.5, 5, 10, 15, 20, 30, 45, 60, 120, 300, 600, 1_800, 3_600];
const sessionBuckets = [10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];

function createInstruments(meter: Meter) {
  const duration = (what: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(`gptbots_human.${what}`, { description, unit: 's', advice: { explicitBucketBoundaries } });
  const counter = (what: string, description: string, unit: string) =>
    meter.createCounter(`gptbots_human.${what}`, { description, unit });
  return {
    webhook: duration('webhook.duration', 'Time from the arrival of a webhook request to its answer.', callBuckets),
    client: duration(
      'client.duration',
      'Time of a call of GPTBots: waiting in line, attempts and pauses.',
      callBuckets,
    ),
    firstReply: duration(
      'desk.first_reply.duration',
      'Time from the start of a session to the first reply of a person that GPTBots accepted.',
      waitBuckets,
    ),
    session: duration('desk.session.duration', 'Time from the start of a session to its end.', sessionBuckets),
    replies: counter('desk.replies', 'Outcomes of replies, notices, greetings and farewells.', '{reply}'),
    overdue: counter('desk.overdue', 'Waits of users that were too long.', '{wait}'),
    sessions: meter.createObservableGauge('gptbots_human.desk.sessions', {
      description: 'Sessions in the store. Every instance reports all of them: take the maximum, not the sum.',
      unit: '{session}',
    }),
  };
}
