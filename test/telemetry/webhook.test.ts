import { createServer } from 'node:http';
import { context, trace } from '@opentelemetry/api';
import { createHumanWebhook, decline, GptBotsHumanError, type WebhookReply, type WebhookRoute } from 'gptbots-human';
import { samples } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { withFetch } from '../client/support/client.ts';
import { payloadText, routePaths, routes } from '../helpers/payloads.ts';
import { serve } from '../helpers/serve.ts';
import { secret, testWebhook } from '../helpers/test-webhook.ts';
import { recorded, withContext } from './support/recorded.ts';

withContext();

type Handle = ReturnType<typeof testWebhook>['webhook'];

function send(webhook: Handle, route: WebhookRoute, body = payloadText(route), token = secret): Promise<WebhookReply> {
  return webhook.handle({
    method: 'POST',
    url: routePaths[route],
    headers: { authorization: `Bearer ${token}` },
    body,
  });
}

describe('a webhook request', () => {
  it.each(routes)('on %s is a span of kind server, below that of the HTTP server', async (route) => {
    const { telemetry, tracer, spans } = recorded();
    const { webhook, handled } = testWebhook(telemetry.webhook);
    const http = tracer.startSpan('POST');
    await context.with(trace.setSpan(context.active(), http), () => send(webhook, route));
    expect(spans()).toMatchObject([
      {
        name: `gptbots_human.webhook ${route}`,
        kind: 'SERVER',
        parent: http.spanContext().spanId,
        error: false,
        attributes: {
          'gptbots_human.route': route,
          'gptbots_human.outcome': 'success',
          'http.response.status_code': 200,
          'gptbots_human.conversation_id': JSON.parse(payloadText(route)).conversation_id,
        },
      },
    ]);
    expect(handled, "expected the developer's own hook to be called too").toHaveLength(1);
  });

  it('is below that of the HTTP server on every face', async () => {
    const { telemetry, tracer, spans } = recorded();
    const { webhook } = testWebhook(telemetry.webhook);
    const http = tracer.startSpan('POST');
    const inServer = <T>(run: () => T) => context.with(trace.setSpan(context.active(), http), run);
    const init = { method: 'POST', headers: { authorization: `Bearer ${secret}` }, body: payloadText('chat') };
    const port = await serve(createServer((req, res) => inServer(() => webhook.node(req, res))));
    expect((await fetch(`http://127.0.0.1:${port}/chat`, init)).status).toBe(200);
    await inServer(() =>
      webhook.fetch(new Request('http://localhost/chat', { ...init, body: payloadText('chat', { timestamp: 2 }) })),
    );
    await inServer(() => webhook.routes.close.handle({ url: '/', ...init, body: payloadText('close') }));
    const parents = spans().map(({ name, parent }) => ({ name, parent }));
    const parent = http.spanContext().spanId;
    expect(parents).toEqual(
      ['chat', 'chat', 'close'].map((route) => ({ name: `gptbots_human.webhook ${route}`, parent })),
    );
  });

  it('has what its handler calls below it, also what it leaves for later', async () => {
    const { telemetry, spans } = recorded();
    const client = withFetch(async () => Response.json({ code: 0 }), telemetry.client);
    const say = (conversation_id: string, body: string) => client.sendReply({ conversation_id, body });
    let later: Promise<unknown> | undefined;
    const { webhook } = testWebhook({
      ...telemetry.webhook,
      async chat({ conversation_id }, ctx) {
        await new Promise((resolve) => setImmediate(resolve));
        await say(conversation_id, 'now');
        ctx.waitUntil(() => {
          later = say(conversation_id, 'later');
          return later;
        });
      },
    });
    const others = routes.map((route) =>
      send(webhook, route, payloadText(route, { conversation_id: `other ${route}` })),
    );
    await Promise.all([send(webhook, 'chat'), ...others]);
    await webhook.drain();
    await later;
    const ids = new Map(
      spans()
        .filter(({ kind }) => kind === 'SERVER')
        .map(({ id, attributes }) => [id, attributes]),
    );
    const calls = spans().filter(({ kind }) => kind === 'CLIENT');
    expect(calls).toHaveLength(4);
    for (const { parent, attributes } of calls) {
      const name = 'gptbots_human.conversation_id';
      expect(ids.get(parent ?? '')?.[name], 'expected the span of its own request').toBe(attributes[name]);
    }
  });

  it('is measured by route, outcome and status', async () => {
    const { telemetry, spans, points, metric } = recorded();
    const options = { secret, logger: {}, onError() {}, ...telemetry.webhook };
    const webhook = createHumanWebhook({
      ...options,
      establish: () => decline('the text of a decline'),
      chat({ body }) {
        if (body === 'known') throw new GptBotsHumanError('what it says', { kind: 'not_found', delivery: 'not_sent' });
        if (body === 'unknown') throw new TypeError('what that says');
      },
      close() {},
    });
    const chat = (body: string, token?: string) => send(webhook, 'chat', payloadText('chat', { body }), token);
    await send(webhook, 'establish');
    await chat('hello');
    await chat('hello');
    await chat('known');
    await chat('unknown');
    await chat('hello', 'wrong');
    await send(webhook, 'chat', '{');
    await send(webhook, 'close', JSON.stringify(samples.availabilityTest()));
    const seen = (attributes: Record<string, unknown>) =>
      ['gptbots_human.route', 'gptbots_human.outcome', 'http.response.status_code', 'error.type']
        .flatMap((name) => attributes[name] ?? [])
        .join(' ');
    expect(spans().map(({ attributes, error }) => `${seen(attributes)}${error ? ', an error' : ''}`)).toEqual([
      'establish declined 503',
      'chat success 200',
      'chat duplicate 200',
      'chat failed 500 not_found, an error',
      'chat failed 500 500, an error',
      'chat refused 401',
      'chat refused 400',
      'close test 200',
    ]);
    const found = await points('gptbots_human.webhook.duration');
    expect(found.map(({ attributes, count }) => `${seen(attributes)}: ${count}`).sort()).toEqual([
      'chat duplicate 200: 1',
      'chat failed 500: 2',
      'chat refused 400: 1',
      'chat refused 401: 1',
      'chat success 200: 1',
      'close test 200: 1',
      'establish declined 503: 1',
    ]);
    expect(await metric('gptbots_human.webhook.duration')).toMatchObject({ descriptor: { unit: 's' } });
  });

  it('whose handler is too slow is a timeout', async () => {
    const { telemetry, spans } = recorded();
    const { webhook } = testWebhook({ ...telemetry.webhook, timeoutMs: 1, chat: () => new Promise(() => {}) });
    expect(await send(webhook, 'chat')).toMatchObject({ status: 504 });
    expect(spans()).toMatchObject([{ error: true, attributes: { 'error.type': 'timeout' } }]);
  });

  it('leaves no text, secret or address in anything that is exported', async () => {
    const { telemetry, everything } = recorded();
    const { webhook } = testWebhook({
      ...telemetry.webhook,
      chat: ({ body }) => {
        throw Object.assign(new Error(body), { name: body });
      },
    });
    const canary = 'canary@example.com';
    await send(webhook, 'chat', payloadText('chat', { body: canary }));
    await send(webhook, 'establish', payloadText('establish', { email: canary, user_id: canary }));
    await webhook.handle({ method: 'POST', url: `/${secret}/chat?token=${secret}`, headers: {}, body: canary });
    const exported = await everything();
    expect(exported).toContain('gptbots_human.webhook chat');
    expect(exported).not.toContain('canary');
    expect(exported).not.toContain(secret);
  });

  it('is answered all the same when what watches it throws', async () => {
    const { telemetry, tracers } = recorded();
    const { webhook } = testWebhook(telemetry.webhook);
    Object.assign(tracers.getTracer('test'), {
      startSpan() {
        throw new Error('broken');
      },
    });
    expect(await send(webhook, 'chat')).toMatchObject({ status: 200 });
  });
});

describe('the option', () => {
  it.each([1, null, {}])('%j is refused at construction', (telemetry) => {
    expect(() => testWebhook({ telemetry: telemetry as never })).toThrow(
      expect.objectContaining({ kind: 'input', message: expect.stringContaining('telemetry') }),
    );
  });

  it('of a client is refused by a webhook, as it would not know what to do', () => {
    expect(() => testWebhook(recorded().telemetry.client as never)).toThrow(
      'telemetry: expected its part of createTelemetry()',
    );
  });
});
