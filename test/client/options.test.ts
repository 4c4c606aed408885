import { type ClientOptions, GptBotsHumanClient } from 'gptbots-human';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { json } from '../helpers/api-server.ts';
import { apiKey, connected, failureOf, reply, thrownBy } from './support/client.ts';
import { silence } from './support/steps.ts';

// `as never` below: what plain JavaScript may pass although the types forbid it.

beforeEach(() => {
  vi.stubEnv('GPTBOTS_API_KEY', undefined);
  vi.stubEnv('GPTBOTS_BASE_URL', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const durations: unknown[] = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '777777', null, {}];
const wrongForBoth: Record<string, unknown[]> = {
  timeoutMs: durations,
  deadlineMs: durations,
  retry: ['sometimes-private', '', true, null, 2],
  maxRetries: [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '777777', null],
  headers: [
    'x-private: 1',
    5,
    null,
    { 'bad name': '1' },
    { 'x-private': 'line\nbreak' },
    { 'x-private': '你' },
    [['x-private']],
  ],
};
const wrongForClient: Record<string, unknown[]> = {
  ...wrongForBoth,
  apiKey: [
    ' private',
    'private\n',
    '\tprivate\u00a0',
    'app private',
    'app\nprivate',
    'private\u0000',
    'schlüssel',
    5,
    {},
  ],
  region: ['', 'a.b', 'sg/private', 'sg.private.example#', '-sg', 'sg-', 's g', '@private', 'x'.repeat(64), 5, null],
  baseUrl: [
    '',
    'api.private.example',
    '/private',
    'ftp://private.example',
    'shttp://private.example',
    'javascript:private',
    'https://user:private@host.example',
    'https://private@host.example',
    'https://host.example/?private=1',
    'https://host.example/?',
    'https://host.example/#private',
    'https://host.example#',
    5,
    null,
  ],
  ordered: ['private', 0, null],
  fetch: ['private', {}, null],
  logger: ['private', 5, null],
  onAttempt: ['private', {}, null],
};

const cases = (wrong: Record<string, unknown[]>) =>
  Object.entries(wrong).flatMap(([option, values]) => values.map((value) => ({ option, value })));

describe('an option of the client that is wrong', () => {
  it.each(cases(wrongForClient))(
    'throws at construction, names $option and never quotes $value',
    ({ option, value }) => {
      const error = thrownBy(() => new GptBotsHumanClient({ apiKey, [option]: value }));
      expect(error).toMatchObject({ kind: 'input', delivery: 'not_sent', attempts: [] });
      expect(error.message).toContain(option);
      expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/private|777777|schlüssel/);
    },
  );

  it('throws when there is no API key, and says where one may come from', () => {
    for (const options of [undefined, {}, { apiKey: undefined }, { apiKey: '' }]) {
      const error = thrownBy(() => new GptBotsHumanClient(options));
      expect(error.kind).toBe('input');
      expect(error.message).toMatch(/apiKey.*GPTBOTS_API_KEY/);
    }
  });

  it.each([' app-key', 'app-key\n', '\u00a0app-key'])('says of an API key with white space only that: %j', (key) => {
    const { message } = thrownBy(() => new GptBotsHumanClient({ apiKey: key }));
    expect(message).toMatch(/^apiKey: .*white space/);
    expect(message).not.toContain('ASCII');
  });

  it('names every wrong option at once', () => {
    const { message } = thrownBy(() => new GptBotsHumanClient({ timeoutMs: 0, maxRetries: -1, ordered: 1 as never }));
    for (const option of ['apiKey', 'timeoutMs', 'maxRetries', 'ordered']) expect(message).toContain(option);
  });

  it.each([null, 'app-key', 5])('throws kind input for options that are no object: %j', (options) => {
    expect(thrownBy(() => new GptBotsHumanClient(options as never)).kind).toBe('input');
  });

  it('says of null that it is no object', () => {
    expect(thrownBy(() => new GptBotsHumanClient(null as never)).message).toContain('object');
  });
});

describe('an option of a call that is wrong', () => {
  it.each(cases({ ...wrongForBoth, signal: ['private', {}, new AbortController(), new EventTarget(), null] }))(
    'rejects, names $option, never quotes $value, and sends nothing',
    async ({ option, value }) => {
      const { client, server } = await connected();
      const error = await failureOf(client.sendReply(reply, { [option]: value }));
      expect(error).toMatchObject({ kind: 'input', delivery: 'not_sent', attempts: [] });
      expect(error.message).toContain(option);
      expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/private|777777/);
      expect(server.connections()).toBe(0);
      expect((await failureOf(client.closeSession(reply, { [option]: value }))).kind).toBe('input');
    },
  );

  it('rejects null for all of them with kind input', async () => {
    const { client, server } = await connected();
    expect(await failureOf(client.sendReply(reply, null as never))).toMatchObject({ kind: 'input' });
    expect(server.connections()).toBe(0);
  });

  it('does not take the turn of the conversation, and leaves no timer', async () => {
    const { client } = await connected();
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    for (const options of [{ timeoutMs: 0 }, { signal: new AbortController() as never }]) {
      await client.sendReply(reply, options).catch(() => {});
    }
    expect(timers()).toBe(before);
    await client.sendReply(reply, { deadlineMs: 5_000 });
  });
});

describe('an option that is undefined', () => {
  it('counts as not given, for the client', async () => {
    const nothing: ClientOptions = { region: undefined, timeoutMs: undefined, deadlineMs: undefined, retry: undefined };
    const more: ClientOptions = { maxRetries: undefined, ordered: undefined, fetch: undefined, headers: undefined };
    const { client } = await connected({ ...nothing, ...more, logger: undefined, onAttempt: undefined });
    expect(await client.sendReply(reply)).toMatchObject({ code: 0 });
  });

  it('leaves the client’s own in place, for a call', async () => {
    const { client, server } = await connected({ headers: { 'x-one': '1' }, retry: 'never', timeoutMs: 500 });
    const options = { headers: undefined, retry: undefined, timeoutMs: undefined, maxRetries: undefined };
    const call = () => failureOf(client.sendReply(reply, { ...options, deadlineMs: undefined, signal: undefined }));

    server.script(json(429, {}));
    expect((await call()).attempts, 'retry stays never').toHaveLength(1);
    expect((await server.received(1)).headers['x-one']).toBe('1');

    server.otherwise(silence);
    const { kind, attempts } = await call();
    expect(kind).toBe('timeout');
    expect(attempts[0]?.durationMs, 'timeoutMs stays 500, and is not 15,000').toBeLessThan(15_000);
  });
});

describe('options at the edge of what is allowed', () => {
  it.each<ClientOptions>([
    { timeoutMs: 2_147_483_647, deadlineMs: 2_147_483_647 },
    { timeoutMs: 5_000.5 },
    { maxRetries: 0 },
    { maxRetries: 1_000_000 },
    { logger: console },
    { logger: {} },
    { headers: {} },
    { apiKey: '!~' },
  ])('are taken: %j', async (options) => {
    const { client } = await connected(options);
    expect(await client.sendReply(reply)).toMatchObject({ code: 0 });
  });
});
