import { describe, expect, it } from 'vitest';
import { answer, json } from '../helpers/api-server.ts';
import { connected, failureOf, reply } from './support/client.ts';

const closing = { conversation_id: 'conv-1' };

describe('answers that mean success', () => {
  it.each([
    ['code 0', { code: 0, message: 'success' }, { code: 0, message: 'success' }],
    ['code 200', { code: 200, message: 'OK' }, { code: 200, message: 'OK' }],
    ["code '0'", { code: '0' }, { code: 0 }],
    ["code '200'", { code: '200' }, { code: 200 }],
    ['code null', { code: null, message: null }, { code: null, message: null }],
    ['no code', { message: 'success' }, { message: 'success' }],
    ['an empty object', {}, {}],
    ['data', { code: 0, message: 'OK', data: { a: [1] } }, { code: 0, message: 'OK', data: { a: [1] } }],
    [
      'fields it does not know',
      { code: 0, traceId: 'x', nested: { a: 1 } },
      { code: 0, traceId: 'x', nested: { a: 1 } },
    ],
  ])('resolves to the parsed answer with %s', async (_name, body, expected) => {
    const { client, server } = await connected();
    server.otherwise(json(200, body));
    expect(await client.sendReply(reply)).toEqual(expected);
    expect(await client.closeSession(closing)).toEqual(expected);
  });

  it('reads the echo that one edition lists for a reply', async () => {
    const { client, server } = await connected();
    server.script(json(200, { code: 0, message: 'OK', timestamp: '1742265090895', body: 'Hello' }));
    expect(await client.sendReply(reply)).toEqual({ code: 0, message: 'OK', timestamp: 1742265090895, body: 'Hello' });
  });

  it('reads the answer that one edition lists for a close', async () => {
    const { client, server } = await connected();
    server.script(json(200, { conversation_id: 'conv-1', timestamp: 1742265090895 }));
    expect(await client.closeSession(closing)).toEqual({ conversation_id: 'conv-1', timestamp: 1742265090895 });
  });

  it('does not fail over a field of another type, other than code: the reply was delivered', async () => {
    const { client, server } = await connected();
    server.otherwise(json(200, { code: 0, message: 5, timestamp: 'today', body: {}, conversation_id: [] }));
    expect(await client.sendReply(reply)).toEqual({ code: 0, conversation_id: [] });
    expect(await client.closeSession(closing)).toEqual({ code: 0, body: {} });
  });

  it.each([
    ['an empty 200', answer(200)],
    ['an empty 201', answer(201)],
    ['204', answer(204)],
    ['white space', answer(200, ' \r\n')],
    ['an empty body without a length', { run: (response: { end(): void }) => void response.end() }],
  ])('resolves to {} for %s', async (_name, step) => {
    const { client, server } = await connected();
    server.otherwise(step);
    expect(await client.sendReply(reply)).toEqual({});
    expect(await client.closeSession(closing)).toEqual({});
  });

  it.each(['text/plain', 'text/html', 'application/octet-stream', ''])(
    'does not mind content type %j when the body is the contract',
    async (contentType) => {
      const { client, server } = await connected();
      server.script(answer(200, '\uFEFF{"code":0,"message":"Grüße"}', { 'content-type': contentType }));
      expect(await client.sendReply(reply)).toEqual({ code: 0, message: 'Grüße' });
    },
  );

  it('takes 201 and 299 for what they say', async () => {
    const { client, server } = await connected();
    server.script(json(201, { code: 0 }), json(299, { code: 0 }));
    await client.sendReply(reply);
    await client.sendReply(reply);
    expect(server.calls).toHaveLength(2);
  });
});

describe('a 2xx answer that refuses', () => {
  it.each([
    [40000, 40000],
    ['40000', 40000],
    [40127, 40127],
    [1, 1],
    [-1, -1],
    ['-1', -1],
    [201, 201],
    [0.5, 0.5],
  ])('is kind api with code %j, rejected and not retried in any mode', async (code, expected) => {
    const { client, server } = await connected();
    server.otherwise(json(200, { code, message: 'invalid parameter' }));
    for (const retry of ['never', 'safe', 'at-least-once'] as const) {
      const error = await failureOf(client.sendReply(reply, { retry }));
      expect(error).toMatchObject({
        kind: 'api',
        delivery: 'rejected',
        status: 200,
        code: expected,
        apiMessage: 'invalid parameter',
        attempts: [{ outcome: 'api', status: 200 }],
      });
    }
    expect(server.calls).toHaveLength(3);
  });

  it('is the same for a close', async () => {
    const { client, server } = await connected();
    server.script(json(200, { code: 20059, message: 'agent deleted', data: null }));
    const error = await failureOf(client.closeSession(closing));
    expect(error).toMatchObject({ kind: 'api', delivery: 'rejected', code: 20059, apiMessage: 'agent deleted' });
  });

  it('has no apiMessage when GPTBots sent none', async () => {
    const { client, server } = await connected();
    server.script(json(200, { code: 40000, message: { text: 'no' } }));
    expect(await failureOf(client.sendReply(reply))).not.toHaveProperty('apiMessage');
  });
});
