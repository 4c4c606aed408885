import type { RetryMode } from 'gptbots-human';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, json } from '../helpers/api-server.ts';
import { connected, failureOf, reply, withFetch } from './support/client.ts';

const modes: RetryMode[] = ['never', 'safe', 'at-least-once'];
const never: RetryMode[] = [];
const always: RetryMode[] = ['safe', 'at-least-once'];
const whenAmbiguous: RetryMode[] = ['at-least-once'];
const soon = { 'retry-after': '0' };

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

/** Asks once in each mode, with one retry allowed, and tells in which modes GPTBots was asked again. */
async function retriedModes({ client, server }: Awaited<ReturnType<typeof connected>>): Promise<RetryMode[]> {
  const retried: RetryMode[] = [];
  for (const retry of modes) {
    const before = server.calls.length;
    const error = await failureOf(client.sendReply(reply, { retry, maxRetries: 1 }));
    const asked = server.calls.length - before;
    expect(error.attempts, 'one entry for each time GPTBots was asked').toHaveLength(asked);
    if (asked === 2) retried.push(retry);
  }
  return retried;
}

describe('a status other than 2xx without a GPTBots code', () => {
  it.each([
    [300, {}, 'rejected', never],
    [304, {}, 'rejected', never],
    [400, {}, 'rejected', never],
    [401, {}, 'rejected', never],
    [403, {}, 'rejected', never],
    [404, {}, 'rejected', never],
    [405, {}, 'rejected', never],
    [408, {}, 'unknown', whenAmbiguous],
    [408, soon, 'unknown', whenAmbiguous],
    [409, {}, 'rejected', never],
    [413, {}, 'rejected', never],
    [415, {}, 'rejected', never],
    [422, {}, 'rejected', never],
    [425, {}, 'rejected', never],
    [429, {}, 'rejected', always],
    [429, soon, 'rejected', always],
    [499, {}, 'rejected', never],
    [500, {}, 'unknown', whenAmbiguous],
    [500, soon, 'unknown', whenAmbiguous],
    [501, {}, 'unknown', whenAmbiguous],
    [502, {}, 'unknown', whenAmbiguous],
    [503, {}, 'unknown', whenAmbiguous],
    [503, soon, 'rejected', always],
    [503, { 'retry-after': 'soon' }, 'unknown', whenAmbiguous],
    [504, {}, 'unknown', whenAmbiguous],
    [599, {}, 'unknown', whenAmbiguous],
  ])('%i %j is kind http, %s, and retried in the modes %j', async (status, headers, delivery, retried) => {
    const made = await connected();
    made.server.otherwise(answer(status, 'no', headers));

    const error = await failureOf(made.client.sendReply(reply, { retry: 'never' }));
    expect(error).toMatchObject({ kind: 'http', delivery, status, attempts: [{ outcome: 'http', status }] });
    expect(error).not.toHaveProperty('code');
    expect(await retriedModes(made)).toEqual(retried);
  });

  it('stays kind http when the JSON has no usable code', async () => {
    const { client, server } = await connected();
    for (const body of [
      { message: 'no' },
      { code: null },
      { code: 'NOPE' },
      { code: '40000x' },
      { code: 'x40000' },
      { code: [40000] },
      [],
      'no',
      null,
    ]) {
      server.script(json(400, body));
      expect(await failureOf(client.sendReply(reply))).toMatchObject({ kind: 'http', delivery: 'rejected' });
    }
  });

  it.each([
    [299, false],
    [300, true],
    [399, true],
    [400, false],
  ])('is called a redirect when it is one: %i, %s', async (status, isRedirect) => {
    const { client, server } = await connected();
    server.script(json(status, { code: status === 299 ? 40000 : undefined }));
    const { message } = await failureOf(client.sendReply(reply));
    expect(message.includes('redirect')).toBe(isRedirect);
  });

  it('keeps the message of a JSON body', async () => {
    const { client, server } = await connected();
    server.script(json(404, { message: 'no such conversation' }));
    const error = await failureOf(client.sendReply(reply));
    expect(error.apiMessage).toBe('no such conversation');
    expect(error.message).toContain('HTTP 404: no such conversation');
  });
});

describe('a status other than 2xx with a GPTBots code', () => {
  it.each([
    [400, 40000, {}, 'rejected', never],
    [400, '40000', {}, 'rejected', never],
    [401, 40127, {}, 'rejected', never],
    [404, 40378, {}, 'rejected', never],
    [408, 40800, {}, 'unknown', whenAmbiguous],
    [429, 42900, {}, 'rejected', always],
    [500, 50000, {}, 'unknown', whenAmbiguous],
    [500, '50000', {}, 'unknown', whenAmbiguous],
    [502, 50200, soon, 'unknown', whenAmbiguous],
    [503, 50300, {}, 'unknown', whenAmbiguous],
    [503, 50300, soon, 'rejected', always],
  ])(
    '%i with code %j %j is kind api, %s, and retried in the modes %j',
    async (status, code, headers, delivery, retried) => {
      const made = await connected();
      made.server.otherwise(json(status, { code, message: 'sorry' }, headers));

      const error = await failureOf(made.client.sendReply(reply, { retry: 'never' }));
      expect(error).toMatchObject({
        kind: 'api',
        delivery,
        status,
        code: Number(code),
        apiMessage: 'sorry',
        attempts: [{ outcome: 'api', status }],
      });
      expect(await retriedModes(made)).toEqual(retried);
    },
  );
});

describe('an error in the second shape, {"error": {…}}', () => {
  const error = { code: 40356, message: 'no such conversation', status: 404 };

  it.each([
    [200, { error }, 'api', 40356, 'rejected'],
    [200, { error: { ...error, code: '40356' } }, 'api', 40356, 'rejected'],
    [200, { error, code: null }, 'api', 40356, 'rejected'],
    [200, { error: { message: 'no such conversation' } }, 'api', undefined, 'rejected'],
    [200, { error: { code: 'NOT_FOUND', message: 'no such conversation' } }, 'api', undefined, 'rejected'],
    [200, { error: { code: 0, message: 'no such conversation' } }, 'api', 0, 'rejected'],
    [404, { error }, 'api', 40356, 'rejected'],
    [404, { error: { ...error, code: '40356' } }, 'api', 40356, 'rejected'],
    [404, { error: { code: 'NOT_FOUND', message: 'no such conversation' } }, 'http', undefined, 'rejected'],
    [500, { error }, 'api', 40356, 'unknown'],
  ])('%i %j is kind %s, code %s, %s', async (status, body, kind, code, delivery) => {
    const { client, server } = await connected({ retry: 'never' });
    server.script(json(status, body));
    const failure = await failureOf(client.sendReply(reply));
    expect(failure).toMatchObject({ kind, delivery, status, apiMessage: 'no such conversation' });
    expect(failure.code).toBe(code);
  });

  it('says so when it has neither code nor message', async () => {
    const { client, server } = await connected();
    server.script(json(200, { error: {} }));
    const failure = await failureOf(client.sendReply(reply));
    expect(failure).toMatchObject({ kind: 'api', delivery: 'rejected', status: 200 });
    expect(failure.message).toContain('GPTBots answered HTTP 200 with an error.');
  });

  it.each([{ code: 0, error: {} }, { code: 200, error }, { error: null }, { error: 'none' }, { error: [] }])(
    'is none beside a code that means success, or when it is no object: %j',
    async (body) => {
      const { client, server } = await connected();
      server.script(json(200, body));
      expect(await client.sendReply(reply)).toEqual(body);
    },
  );

  it('is refused for a code of its own, whatever the inner one is', async () => {
    const { client, server } = await connected();
    server.script(json(200, { code: 40000, message: 'outer', error }));
    expect(await failureOf(client.sendReply(reply))).toMatchObject({ code: 40000, apiMessage: 'outer' });
  });
});

describe('the message of an error', () => {
  it.each([
    [json(401, {}), 'Check the API key.'],
    [json(403, {}), 'Check the API key.'],
    [json(200, { code: 40127 }), 'Check the API key.'],
    [json(200, { code: 20059 }), 'The agent was deleted'],
    [json(200, { code: 40378 }), 'The agent was deleted'],
    [json(200, { code: 40000 }), 'Check conversation_id'],
    [json(200, { code: 40356 }), 'GPTBots does not know it'],
    [json(200, { code: 40358 }), 'the API key of the agent of this conversation_id'],
    [json(200, { code: 20055 }), 'Switch on the API of the agent'],
    [json(200, { code: 40379 }), 'Top up the credits'],
    [json(429, {}), 'Send it again later.'],
    [json(404, {}), 'Check baseUrl'],
  ])('says that the customer did not get it, and what to do (case %#)', async (step, advice) => {
    const { client, server } = await connected({ retry: 'never' });
    server.script(step);
    const { message } = await failureOf(client.sendReply(reply));
    expect(message).toContain('The reply to conversation "conv-1" failed');
    expect(message).toContain('The customer did not get it.');
    expect(message).toContain(advice);
  });

  it('names the proxy when it is the proxy that refuses', async () => {
    // Node's own fetch makes an error of this answer; others do not.
    const client = withFetch(async () => new Response('', { status: 407 }));
    expect((await failureOf(client.sendReply(reply))).message).toContain('Check the credentials of the proxy.');
  });

  it('fits the kind: nothing is wrong with baseUrl when the caller aborts', async () => {
    const client = withFetch(async () => Response.json({}, { status: 429, headers: { 'retry-after': '5' } }));
    const controller = new AbortController();
    const call = failureOf(client.sendReply(reply, { signal: controller.signal }));
    setImmediate(() => controller.abort());
    const error = await call;
    expect(error).toMatchObject({ kind: 'aborted', delivery: 'rejected' });
    expect(error.message).toMatch(
      /the caller aborted it after GPTBots answered HTTP 429\. The customer did not get it\.$/,
    );
  });

  it('says that a customer may have got it when that is so', async () => {
    const { client, server } = await connected();
    server.script(json(500, {}));
    const { message } = await failureOf(client.sendReply(reply));
    expect(message).toContain('The customer may or may not have got it. If you send it again, it may be shown twice.');
  });

  it('speaks of the session for a close', async () => {
    const { client, server } = await connected();
    server.script(json(400, {}), json(500, {}));
    const rejected = await failureOf(client.closeSession(reply));
    expect(rejected.message).toMatch(/The close of conversation "conv-1" failed.*The session is still open/);
    const unclear = await failureOf(client.closeSession(reply));
    expect(unclear.message).toContain('The session may or may not be closed.');
    expect(unclear.message, 'a close is never shown to the customer').not.toContain('shown twice');
  });

  it('tells how many attempts there were', async () => {
    const { client, server } = await connected();
    server.otherwise(json(429, {}));
    expect((await failureOf(client.sendReply(reply))).message).toContain('(attempt 3)');
  });

  it('shortens what GPTBots said', async () => {
    const { client, server } = await connected();
    server.script(json(400, { code: 40000, message: 'very '.repeat(10_000) }));
    const error = await failureOf(client.sendReply(reply));
    expect(error.apiMessage?.length).toBeLessThan(400);
    expect(error.message.length).toBeLessThan(1_000);
  });

  it('quotes no more than the beginning of a conversation id of any length', async () => {
    const { client, server } = await connected();
    server.script(json(400, {}));
    const error = await failureOf(client.sendReply({ ...reply, conversation_id: 'c'.repeat(100_000) }));
    expect(error.message.length).toBeLessThan(1_000);
    expect(error.conversation_id).toHaveLength(100_000);
  });
});
