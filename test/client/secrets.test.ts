import { inspect } from 'node:util';
import { type CallOptions, type ClientOptions, GptBotsHumanClient, type GptBotsHumanError } from 'gptbots-human';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, json } from '../helpers/api-server.ts';
import { apiKey, connected, failureOf, reply, withFetch } from './support/client.ts';
import { halfABody, resetAfterReading, silence } from './support/steps.ts';

// `as never` below: what plain JavaScript may pass although the types forbid it.

const text = 'Your parcel is at Lindenallee 7';
const address = 'bob.smith+home@mail.example.com';
const secrets = { 'the API key': apiKey, 'the message text': text, 'the e-mail address': address };
const echo = `cannot send "${text}" to <${address}> with Authorization: Bearer ${apiKey}; ${address}`;
const secretReply = { ...reply, body: text };

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

/** Makes a call and gives everything that a log, a hook or an error report could show of its failure. */
async function shownBy(
  make: (options: ClientOptions) => GptBotsHumanClient | Promise<GptBotsHumanClient>,
  callOptions: CallOptions = {},
): Promise<{ shown: string; error: GptBotsHumanError }> {
  const log = vi.fn();
  const onAttempt = vi.fn();
  const client = await make({
    retry: 'at-least-once',
    maxRetries: 1,
    logger: { debug: log, info: log, warn: log, error: log },
    onAttempt,
  });
  const error = await failureOf(client.sendReply(secretReply, callOptions));
  expect(onAttempt, 'the attempt was seen').toHaveBeenCalled();
  const all = { depth: 10, showHidden: true };
  const views = [error.message, error.stack, String(error), JSON.stringify(error), inspect(error, all)];
  views.push(...[error.cause, client, log.mock.calls, onAttempt.mock.calls].map((value) => inspect(value, all)));
  return { shown: views.join('\n'), error };
}

function expectNoSecret(shown: string): void {
  for (const [name, secret] of Object.entries(secrets)) {
    expect(shown.includes(secret), `${name} shows in:\n${shown}`).toBe(false);
  }
}

/** An error as HTTP libraries make them: the request, headers and all, hangs on it. */
function talkative(message = echo): Error {
  return Object.assign(new Error(message, { cause: new Error(message, { cause: new TypeError(message) }) }), {
    name: `HTTPError for ${address}`,
    code: `E_${apiKey}`,
    request: { headers: { authorization: `Bearer ${apiKey}` }, body: text },
    config: { data: text, user: address },
  });
}

describe('API key, message text and e-mail addresses never show', () => {
  it.each([
    ['refuses with 200 and echoes them', json(200, { code: 40000, message: echo })],
    ['refuses with 400 and echoes them', json(400, { code: 40000, message: echo })],
    ['fails with 500 and echoes them', json(500, { code: 50000, message: echo })],
    ['asks to wait and echoes them', json(429, { message: echo }, { 'retry-after': '0' })],
    ['echoes them in a page with 200', answer(200, `<html>${echo}`)],
    ['echoes them in a page with 502', answer(502, `<html>${echo}`)],
    ['echoes them in a code', json(200, { code: echo })],
    ['redirects to an address with them', answer(302, '', { location: `/?${encodeURI(echo)}` })],
    ['breaks off its body', halfABody(200)],
    ['resets the connection', resetAfterReading],
  ])('when GPTBots %s', async (_name, step) => {
    const { shown } = await shownBy(async (options) => {
      const { client, server } = await connected(options);
      server.otherwise(step);
      return client;
    });
    expectNoSecret(shown);
  });

  it('when the time runs out', async () => {
    const { shown } = await shownBy(
      async (options) => {
        const { client, server } = await connected(options);
        server.otherwise(silence);
        return client;
      },
      { timeoutMs: 30 },
    );
    expectNoSecret(shown);
  });

  it('when nobody listens', async () => {
    const { server } = await connected();
    await server.close();
    const { shown, error } = await shownBy(
      (options) => new GptBotsHumanClient({ apiKey, baseUrl: server.url, ...options }),
    );
    expectNoSecret(shown);
    expect(error.kind).toBe('connection');
  });

  it.each<[string, unknown]>([
    ['an error that echoes them everywhere', talkative()],
    ['a plain object', { ...talkative(), message: echo }],
    ['a string', echo],
    ['an AggregateError', new AggregateError([talkative(), talkative()], echo)],
    ['a cause that is a string', new Error('no', { cause: echo })],
  ])('when a fetch of yours rejects with %s', async (_name, thrown) => {
    const { shown } = await shownBy((options) => withFetch(() => Promise.reject(thrown), options));
    expectNoSecret(shown);
  });

  it('when the body of a fetch of yours fails', async () => {
    const fetch = async () => new Response(new ReadableStream({ pull: (stream) => stream.error(talkative()) }));
    const { shown, error } = await shownBy((options) => withFetch(fetch, options));
    expectNoSecret(shown);
    expect(error).toMatchObject({ kind: 'connection', status: 200 });
  });

  it('when the caller aborts with a reason that holds them', async () => {
    const controller = new AbortController();
    const fetch = () => {
      controller.abort(talkative());
      return Promise.reject(controller.signal.reason);
    };
    const { shown } = await shownBy((options) => withFetch(fetch, options), { signal: controller.signal });
    expectNoSecret(shown);
  });

  it('when a fetch of yours echoes the request’s own JSON, in which the text is escaped', async () => {
    const body = 'Dear "Bob",\nyour PIN is 4711.';
    const fetch = async (_url: unknown, init?: RequestInit) => Promise.reject(new Error(`cannot send ${init?.body}`));
    const error = await failureOf(withFetch(fetch).sendReply({ ...reply, body }));
    const shown = inspect(error, { depth: 10, showHidden: true });
    expect(shown.includes('4711'), `the message text shows in:\n${shown}`).toBe(false);
  });

  it('and what is no secret still does', async () => {
    const { error } = await shownBy(async (options) => {
      const { client, server } = await connected(options);
      server.otherwise(json(400, { code: 40000, message: `invalid parameter: ${echo}` }));
      return client;
    });
    expect(error.apiMessage).toMatch(/^invalid parameter: cannot send "\[redacted\]" to .*\[redacted\]/);
    expect(error.message).toContain('invalid parameter');
  });
});

describe('an error about arguments', () => {
  it('never shows what was given', async () => {
    const { client } = await connected();
    const wrong = { conversation_id: 'conv-1', timestamp: text, body: [text, address, apiKey] };
    const error = await failureOf(client.sendReply(wrong as never));
    expectNoSecret(inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error));
  });
});

describe('the client', () => {
  it('never shows its key', () => {
    const client = new GptBotsHumanClient({ apiKey, headers: { 'x-proxy-key': apiKey } });
    const all = { depth: 10, showHidden: true };
    const shown = [inspect(client, all), JSON.stringify(client), String(client), inspect(Object.entries(client), all)];
    expect(shown.join('\n')).not.toContain(apiKey);
    expect(Reflect.ownKeys(client)).toEqual([]);
  });

  it('logs nothing when all goes well', async () => {
    const log = vi.fn();
    const spies = (['debug', 'log', 'info', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method));
    const { client } = await connected({ logger: { info: log, warn: log, error: log } });
    await client.sendReply(secretReply);
    for (const spy of [log, ...spies]) expect(spy).not.toHaveBeenCalled();
  });
});

describe('cause', () => {
  it('is a plain copy of names, messages and codes, all the way down', async () => {
    const { client, server } = await connected();
    await server.close();
    const { cause } = await failureOf(client.sendReply(reply));

    let depth = 0;
    for (let copy = cause; copy; copy = copy.cause) {
      depth++;
      expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
      expect(
        Reflect.ownKeys(copy).filter((key) => !['name', 'message', 'code', 'cause'].includes(String(key))),
      ).toEqual([]);
      expect(copy.name).toBeTypeOf('string');
      expect(copy.message).toBeTypeOf('string');
    }
    expect(depth, 'ofetch’s error, fetch’s and the socket’s').toBeGreaterThanOrEqual(3);
    expect(cause).toEqual(JSON.parse(JSON.stringify(cause)));
  });

  it('is absent when GPTBots answered', async () => {
    const { client, server } = await connected();
    server.script(json(400, {}));
    expect(await failureOf(client.sendReply(reply))).not.toHaveProperty('cause');
  });

  it('ends, even when an error is its own cause', async () => {
    const error = new Error('round');
    error.cause = error;
    const failure = await failureOf(withFetch(() => Promise.reject(error)).sendReply(reply));
    expect(failure).toMatchObject({ kind: 'connection', delivery: 'unknown' });
    expect(() => JSON.stringify(failure)).not.toThrow();
  });
});
