import { CheckWebhooksResponseSchema } from 'gptbots-human';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, held, json, type Step } from '../helpers/api-server.ts';
import { apiKey, connected, failureOf, reply } from './support/client.ts';
import { closeWithoutAnswer, halfABody, silence } from './support/steps.ts';

const results = [
  {
    type: 'human_service',
    component_id: 'c1',
    component_name: 'Support',
    webhook_url: 'https://desk.example/gptbots/conversation/establish',
    reachable: true,
    http_status: 200,
    latency_ms: 85,
  },
  { type: 'message', component_id: null, webhook_url: 'https://other.example', reachable: false, http_status: null },
];

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

describe('checkWebhooks', () => {
  it('posts an empty object to /v1/webhook/check, and gives what GPTBots saw at each URL', async () => {
    const { client, server } = await connected({ headers: { 'x-one': '1' } });
    server.script(json(200, { results }));
    expect(await client.checkWebhooks()).toEqual({ results });
    const call = await server.received(1);
    expect(call).toMatchObject({ method: 'POST', path: '/v1/webhook/check' });
    expect(call.headers).toMatchObject({
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'x-one': '1',
    });
    expect(call.bytes.toString()).toBe('{}');
  });

  it('waits for no other check', async () => {
    const { client, server } = await connected();
    const first = held(json(200, { results }));
    server.script(first, json(200, { results: [] }));
    const waiting = client.checkWebhooks();
    await server.received(1);
    expect(await client.checkWebhooks()).toEqual({ results: [] });
    first.release();
    expect(await waiting).toEqual({ results });
  });

  it('takes what a later edition may send', () => {
    const later = { type: 'knowledge', component_id: 7, reachable: 'yes', http_status: '200', latency_ms: {}, new: 1 };
    expect(CheckWebhooksResponseSchema.parse({ results: [later, null, 'x'], page: 1 })).toEqual({
      results: [
        {
          type: 'knowledge',
          component_id: undefined,
          reachable: false,
          http_status: 200,
          latency_ms: undefined,
          new: 1,
        },
      ],
      page: 1,
    });
  });

  it.each<[string, Step]>([
    ['no results', json(200, { code: 0, message: 'success' })],
    ['results that are no list', json(200, { results: {} })],
    ['an empty body', answer(200)],
  ])('is kind response with %s, and not tried again', async (_name, step) => {
    const { client, server } = await connected({ retry: 'at-least-once' });
    server.otherwise(step);
    const error = await failureOf(client.checkWebhooks());
    expect(error).toMatchObject({ kind: 'response', status: 200, attempts: [{}] });
    expect(error.message).toContain('has no list of results');
    expect(error).not.toHaveProperty('conversation_id');
  });

  it.each<[string, Step]>([
    ['429', json(429, {})],
    ['500', json(500, { code: 50000, message: 'internal' })],
    ['503', json(503, {})],
    ['a broken connection', closeWithoutAnswer],
    ['half an answer', halfABody(200)],
  ])('is tried again in safe mode, as it changes nothing: %s', async (_name, step) => {
    const { client, server } = await connected();
    server.script(step, step, json(200, { results: [] }));
    expect(await client.checkWebhooks()).toEqual({ results: [] });
    expect(server.calls).toHaveLength(3);
  });

  it('is tried again after a timeout', async () => {
    const { client, server } = await connected({ timeoutMs: 500 });
    server.script(silence, json(200, { results }));
    expect(await client.checkWebhooks()).toEqual({ results });
  });

  it.each<[string, Step]>([
    ['400', json(400, {})],
    ['401', json(401, { code: 40127 })],
    ['408', json(408, {})],
    ['a refusal with 200', json(200, { code: 40127, message: 'no' })],
    ['a refusal in the second shape', json(200, { error: { message: 'no' } })],
  ])('is not tried again, in no mode: %s', async (_name, step) => {
    const { client, server } = await connected({ retry: 'at-least-once' });
    server.otherwise(step);
    expect(await failureOf(client.checkWebhooks())).toMatchObject({ attempts: [{}] });
    expect(server.calls).toHaveLength(1);
  });

  it('is made once in mode never', async () => {
    const { client, server } = await connected({ retry: 'never' });
    server.otherwise(json(500, {}));
    await failureOf(client.checkWebhooks());
    expect(server.calls).toHaveLength(1);
  });

  it('waits for no conversation, and no conversation waits for it', async () => {
    const { client, server } = await connected();
    const [first, check] = [held(), held(json(200, { results }))];
    server.script(first, check);
    const sent = client.sendReply(reply);
    await server.received(1);
    const checked = client.checkWebhooks();
    await server.received(2);
    await client.sendReply({ ...reply, conversation_id: 'conv-2' });
    check.release();
    await checked;
    first.release();
    await sent;
  });

  it('is told to onAttempt and the logger as the operation it is, without a conversation', async () => {
    const onAttempt = vi.fn();
    const warn = vi.fn();
    const { client, server } = await connected({ onAttempt, logger: { warn } });
    server.script(json(500, {}), json(200, { results }));
    await client.checkWebhooks();
    expect(onAttempt.mock.calls.map(([, call]) => call)).toEqual(Array(2).fill({ operation: 'checkWebhooks' }));
    expect(warn).toHaveBeenCalledWith(
      expect.any(String),
      expect.objectContaining({ operation: 'checkWebhooks', kind: 'http' }),
    );
  });

  it.each<[Step, RegExp]>([
    [json(401, {}), /^The check of the webhooks failed: GPTBots answered HTTP 401\. Check the API key\.$/],
    [json(200, { code: 40127, message: 'bad key' }), /code 40127: bad key\. Check the API key\.$/],
    [json(404, {}), /HTTP 404\. Check baseUrl; this edition of GPTBots may not offer the check\.$/],
    [json(500, {}), /HTTP 500\. Check again\.$/],
    [json(429, {}), /HTTP 429\. Try again later\.$/],
    [json(200, { code: 40000 }), /code 40000\.$/],
  ])('speaks of no customer and no session (case %#)', async (step, message) => {
    const { client, server } = await connected({ retry: 'never' });
    server.script(step);
    const error = await failureOf(client.checkWebhooks());
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/customer|session|conversation/);
  });

  it('rejects wrong options with kind input, and sends nothing', async () => {
    const { client, server } = await connected();
    expect(await failureOf(client.checkWebhooks({ timeoutMs: -1 }))).toMatchObject({ kind: 'input' });
    expect(server.connections()).toBe(0);
  });
});
