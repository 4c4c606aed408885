import { context, trace } from '@opentelemetry/api';
import { GptBotsHumanClient } from 'gptbots-human';
import { createTelemetry } from 'gptbots-human/opentelemetry';
import { describe, expect, it, vi } from 'vitest';
import { apiKey, connected, failureOf, reply, withFetch } from '../client/support/client.ts';
import { answer, json } from '../helpers/api-server.ts';
import { recorded, withContext } from './support/recorded.ts';

withContext();

describe('a call of the client', () => {
  it('is a span of kind client, below the active one, with its attempt as an event', async () => {
    const { telemetry, tracer, spans } = recorded();
    const { client } = await connected(telemetry.client);
    const parent = tracer.startSpan('job');
    await context.with(trace.setSpan(context.active(), parent), () => client.sendReply(reply));
    const [span] = spans();
    expect(span).toMatchObject({
      name: 'gptbots_human.sendReply',
      kind: 'CLIENT',
      parent: parent.spanContext().spanId,
      error: false,
      links: [],
      attributes: {
        'gptbots_human.operation': 'sendReply',
        'gptbots_human.conversation_id': reply.conversation_id,
        'gptbots_human.outcome': 'success',
        'http.response.status_code': 200,
      },
      events: [
        {
          name: 'gptbots_human.attempt',
          attributes: { 'gptbots_human.outcome': 'success', 'http.response.status_code': 200 },
        },
      ],
    });
    expect(span?.attributes).not.toHaveProperty('http.request.resend_count');
  });

  it('has its name for each operation, and no conversation when it is about none', async () => {
    const { telemetry, spans } = recorded();
    const { client, server } = await connected(telemetry.client);
    await client.closeSession({ conversation_id: 'c' });
    server.script(json(200, { code: 0, data: { results: [] } }));
    await client.checkWebhooks().catch(() => {});
    expect(spans().map(({ name }) => name)).toEqual(['gptbots_human.closeSession', 'gptbots_human.checkWebhooks']);
    expect(spans()[1]?.attributes).not.toHaveProperty('gptbots_human.conversation_id');
  });

  it('has an event for each attempt that was made, in the order they were made', async () => {
    const { telemetry, spans, points } = recorded();
    const { client, server } = await connected(telemetry.client);
    server.script(answer(429, '', { 'retry-after': '0' }), answer(503, '', { 'retry-after': '0' }));
    await client.sendReply(reply);
    const [span] = spans();
    const statuses = span?.events.map(({ attributes }) => attributes?.['http.response.status_code']);
    expect(statuses).toEqual([429, 503, 200]);
    const times = span?.events.map(({ at: [seconds, nanos] }) => seconds * 1e9 + nanos) ?? [];
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(span).toMatchObject({ error: false, attributes: { 'http.request.resend_count': 2 } });
    expect(await points('gptbots_human.client.duration')).toMatchObject([{ count: 1 }]);
  });

  it('that fails has the status of an error, its kind and delivery, and none of its texts', async () => {
    const { telemetry, spans, points, everything } = recorded();
    const { client, server } = await connected(telemetry.client);
    server.script(json(200, { code: 40127, message: 'the developer said no' }), answer(500, 'oops'));
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'api' });
    expect(await failureOf(client.closeSession({ conversation_id: 'c' }))).toMatchObject({ kind: 'http' });
    expect(spans()).toMatchObject([
      {
        error: true,
        attributes: {
          'error.type': 'api',
          'gptbots_human.outcome': 'api',
          'gptbots_human.delivery': 'rejected',
          'gptbots_human.api.code': 40127,
        },
      },
      {
        error: true,
        attributes: { 'error.type': 'http', 'gptbots_human.delivery': 'unknown', 'http.response.status_code': 500 },
      },
    ]);
    const attributes = (await points('gptbots_human.client.duration')).map((point) => point.attributes);
    expect(attributes).toEqual([
      { 'gptbots_human.operation': 'sendReply', 'gptbots_human.outcome': 'api' },
      { 'gptbots_human.operation': 'closeSession', 'gptbots_human.outcome': 'http' },
    ]);
    const exported = await everything();
    for (const text of [apiKey, reply.body, 'said no', 'oops', server.url]) expect(exported).not.toContain(text);
  });

  it('that sends nothing has no event', async () => {
    const { telemetry, spans } = recorded();
    const { client } = await connected(telemetry.client);
    await failureOf(client.sendReply(reply, { signal: AbortSignal.abort() }));
    expect(spans()).toMatchObject([{ error: true, events: [], attributes: { 'error.type': 'aborted' } }]);
  });

  it('is the active span while it sends, so that what fetch is watched by comes below it', async () => {
    const { telemetry, spans } = recorded();
    let active: string | undefined;
    const fetch = async () => {
      active = trace.getSpanContext(context.active())?.spanId;
      return Response.json({ code: 0 });
    };
    await withFetch(fetch, telemetry.client).sendReply(reply);
    expect(active).toBeDefined();
    expect(spans()[0]?.id).toBe(active);
  });

  it('is measured in seconds, waiting in line included', async () => {
    const { telemetry, metric } = recorded();
    const { client } = await connected(telemetry.client);
    await Promise.all([client.sendReply(reply), client.sendReply(reply)]);
    const found = await metric('gptbots_human.client.duration');
    expect(found).toMatchObject({ descriptor: { unit: 's' }, dataPoints: [{ value: { count: 2 } }] });
    const [point] = found?.dataPoints ?? [];
    expect(point?.value).toMatchObject({ sum: expect.toSatisfy((sum: number) => sum > 0 && sum < 60) });
  });

  it("is told to the developer's own hook too, and keeps its order", async () => {
    const { telemetry, spans } = recorded();
    const onAttempt = vi.fn();
    const { client, server } = await connected({ ...telemetry.client, onAttempt });
    await Promise.all(['one', 'two', 'three'].map((body) => client.sendReply({ ...reply, body })));
    expect(server.calls.map(({ json: { body } }) => body)).toEqual(['one', 'two', 'three']);
    expect(onAttempt).toHaveBeenCalledTimes(3);
    expect(spans()).toHaveLength(3);
  });

  it('is made all the same when what watches it throws', async () => {
    const broken = () => {
      throw new Error('broken');
    };
    const instrument = { record: broken, addCallback() {} };
    const meter = new Proxy({ createHistogram: undefined }, { get: () => () => instrument });
    const endless = Object.assign(trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: 0 }), { end: broken });
    for (const startSpan of [broken, () => endless]) {
      // As little of both as is used.
      const telemetry = createTelemetry({ meter: meter as never, tracer: { startSpan } as never });
      const { client } = await connected(telemetry.client);
      expect(await client.sendReply(reply)).toEqual({ code: 0, message: 'success' });
    }
  });
});

describe('the option', () => {
  it.each([1, null, {}, { call: true }])('%j is refused at construction', (telemetry) => {
    expect(() => new GptBotsHumanClient({ apiKey, telemetry: telemetry as never })).toThrow(
      expect.objectContaining({ kind: 'input', message: expect.stringContaining('telemetry') }),
    );
  });
});
