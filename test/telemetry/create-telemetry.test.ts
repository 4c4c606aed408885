import { context, metrics, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { createTelemetry } from 'gptbots-human/opentelemetry';
import { afterEach, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { readTraceparent, writeTraceparent } from '../../src/telemetry/traceparent.ts';
import { version } from '../../src/telemetry/version.ts';
import { apiKey, reply, withFetch } from '../client/support/client.ts';
import { startSdk } from './support/recorded.ts';

const fetch = async () => Response.json({ code: 0 });

describe('createTelemetry', () => {
  afterEach(() => {
    trace.disable();
    metrics.disable();
  });

  it.each([
    [{ meter: 1 }, /^meter: expected a Meter/],
    [{ meter: {} }, /^meter: expected a Meter/],
    [{ tracer: null }, /^tracer: expected a Tracer/],
    [{ tracing: true }, /tracing/],
    [null, /options/],
  ])('%j is wrong, and says how', (options, message) => {
    expect(() => createTelemetry(options as never)).toThrow(
      expect.objectContaining({ kind: 'input', delivery: 'not_sent', message: expect.stringMatching(message) }),
    );
  });

  it('spreads one key, so that nothing of the developer is replaced', () => {
    for (const options of Object.values(createTelemetry())) expect(Object.keys(options)).toEqual(['telemetry']);
  });

  it('takes the global providers, under the name and version of this package', async () => {
    const { tracers, meters, everything } = startSdk();
    trace.setGlobalTracerProvider(tracers);
    metrics.setGlobalMeterProvider(meters);
    await withFetch(fetch, createTelemetry().client).sendReply(reply);
    const exported = await everything();
    expect(exported).toContain(`"name":"gptbots-human","version":"${packageJson.version}"`);
    expect(exported).toContain('gptbots_human.client.duration');
    expect(version, 'the version of package.json').toBe(packageJson.version);
  });

  it('takes those of an SDK that starts later, also for a desk that is made before it', async () => {
    const telemetry = createTelemetry();
    const client = withFetch(fetch, telemetry.client);
    const desk = createDesk({ client, secret: false, logger: {}, ...telemetry.desk });
    await client.sendReply(reply);
    const { tracers, meters, spans, points } = startSdk();
    trace.setGlobalTracerProvider(tracers);
    metrics.setGlobalMeterProvider(meters);
    await client.sendReply(reply);
    expect(spans()).toHaveLength(1);
    expect(await points('gptbots_human.client.duration')).toMatchObject([{ count: 1 }]);
    expect(await points('gptbots_human.desk.sessions')).toHaveLength(3);
    await desk.shutdown();
  });

  it('changes nothing without an SDK', async () => {
    const { client } = createTelemetry();
    const made = withFetch(fetch, client);
    expect(await made.sendReply(reply)).toEqual({ code: 0 });
    const failing = new GptBotsHumanClient({ apiKey, fetch: async () => new Response('', { status: 400 }), ...client });
    await expect(failing.sendReply(reply)).rejects.toMatchObject({ kind: 'http', attempts: [{ status: 400 }] });
    expect(context.active()).toBe(ROOT_CONTEXT);
  });
});

describe('a traceparent', () => {
  const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

  it('is written as the W3C says, and read again', () => {
    expect(writeTraceparent(span)).toBe('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    expect(readTraceparent(writeTraceparent(span) ?? '')).toEqual({ ...span, isRemote: true });
  });

  it('of nothing, or of something else, is none', () => {
    expect(writeTraceparent(undefined)).toBeUndefined();
    expect(writeTraceparent({ ...span, spanId: '0000000000000000' })).toBeUndefined();
    const other = ['', 'x', `01-${span.traceId}-${span.spanId}-01`, `00-${'0'.repeat(32)}-${span.spanId}-01`];
    for (const text of other) expect(readTraceparent(text)).toBeUndefined();
  });
});
