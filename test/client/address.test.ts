import { type ClientOptions, GptBotsHumanClient } from 'gptbots-human';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readEnv } from '../../src/client/env.ts';
import { apiKey, connected, reply, startServer, thrownBy } from './support/client.ts';

beforeEach(() => {
  vi.stubEnv('GPTBOTS_API_KEY', undefined);
  vi.stubEnv('GPTBOTS_BASE_URL', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** Where a client with these options sends a reply, and with which key. */
async function destination(options: ClientOptions): Promise<{ url: string; authorization: string | null }> {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response('{}'));
  await new GptBotsHumanClient({ fetch, ...options }).sendReply(reply);
  const [url, init] = fetch.mock.calls[0] ?? [];
  return { url: String(url), authorization: new Headers(init?.headers).get('authorization') };
}

const path = '/v1/human/message/receive';

describe('the address of the API', () => {
  it.each([
    [{}, 'https://api.gptbots.ai'],
    [{ region: 'sg' }, 'https://api-sg.gptbots.ai'],
    [{ region: 'th' }, 'https://api-th.gptbots.ai'],
    [{ region: 'jp' }, 'https://api-jp.gptbots.ai'],
    [{ region: 'x' }, 'https://api-x.gptbots.ai'],
    [{ region: 'eu-1' }, 'https://api-eu-1.gptbots.ai'],
    [{ region: 'JP' }, 'https://api-jp.gptbots.ai'],
    [{ baseUrl: 'https://api.gptbots.cn' }, 'https://api.gptbots.cn'],
    [{ baseUrl: 'https://api.gptbots.cn/' }, 'https://api.gptbots.cn'],
    [{ baseUrl: 'http://127.0.0.1:4010' }, 'http://127.0.0.1:4010'],
    [{ baseUrl: 'https://proxy.example/gptbots' }, 'https://proxy.example/gptbots'],
    [{ baseUrl: 'https://proxy.example/gptbots/api/' }, 'https://proxy.example/gptbots/api'],
    [{ baseUrl: 'https://proxy.example/gptbots//' }, 'https://proxy.example/gptbots'],
    [{ baseUrl: 'HTTPS://Proxy.Example:443/a%20b' }, 'https://proxy.example/a%20b'],
  ])('%j is %s', async (options, base) => {
    expect((await destination({ apiKey, ...options })).url).toBe(base + path);
  });

  it('keeps a path prefix for both calls', async () => {
    const server = await startServer();
    const client = new GptBotsHumanClient({ apiKey, baseUrl: `${server.url}/white/label/` });
    await client.sendReply(reply);
    await client.closeSession(reply);
    expect(server.calls.map((call) => call.path)).toEqual([`/white/label${path}`, '/white/label/v1/human/close']);
  });

  it('cannot be given twice', () => {
    const error = thrownBy(() => new GptBotsHumanClient({ apiKey, region: 'sg', baseUrl: 'https://private.example' }));
    expect(error.kind).toBe('input');
    expect(error.message).toMatch(/region.*baseUrl/);
    expect(error.message).not.toContain('private');
  });
});

describe('environment variables', () => {
  it('give the API key and the address', async () => {
    vi.stubEnv('GPTBOTS_API_KEY', 'app-from-env');
    vi.stubEnv('GPTBOTS_BASE_URL', 'https://env.example/prefix/');
    expect(await destination({})).toEqual({
      url: `https://env.example/prefix${path}`,
      authorization: 'Bearer app-from-env',
    });
  });

  it('yield to options', async () => {
    vi.stubEnv('GPTBOTS_API_KEY', 'app-from-env');
    vi.stubEnv('GPTBOTS_BASE_URL', 'https://env.example');
    expect(await destination({ apiKey: 'app-given', baseUrl: 'https://given.example' })).toEqual({
      url: `https://given.example${path}`,
      authorization: 'Bearer app-given',
    });
  });

  it('yield to the region', async () => {
    vi.stubEnv('GPTBOTS_BASE_URL', 'https://env.example');
    expect((await destination({ apiKey, region: 'jp' })).url).toBe(`https://api-jp.gptbots.ai${path}`);
  });

  it('count as absent when they are empty', async () => {
    vi.stubEnv('GPTBOTS_BASE_URL', '');
    vi.stubEnv('GPTBOTS_API_KEY', '');
    expect((await destination({ apiKey })).url).toBe(`https://api.gptbots.ai${path}`);
    expect(thrownBy(() => new GptBotsHumanClient()).message).toContain('GPTBOTS_API_KEY');
  });

  it('are read when the client is made', async () => {
    const { client, server } = await connected();
    vi.stubEnv('GPTBOTS_BASE_URL', 'https://later.example');
    await client.sendReply(reply);
    expect(server.calls).toHaveLength(1);
  });

  it('are checked like options, by name and without quoting them', () => {
    vi.stubEnv('GPTBOTS_BASE_URL', 'https://user:private@env.example');
    const address = thrownBy(() => new GptBotsHumanClient({ apiKey }));
    expect(address).toMatchObject({ kind: 'input', message: expect.stringContaining('GPTBOTS_BASE_URL') });
    expect(address.message).not.toContain('private');

    vi.stubEnv('GPTBOTS_BASE_URL', undefined);
    vi.stubEnv('GPTBOTS_API_KEY', 'app private');
    const key = thrownBy(() => new GptBotsHumanClient());
    expect(key).toMatchObject({ kind: 'input', message: expect.stringContaining('apiKey') });
    expect(key.message).not.toContain('private');
  });

  it('are absent where the runtime has none, or forbids to read them', () => {
    const forbidden = {
      get env(): never {
        throw new Error('NotCapable: Requires env access');
      },
    };
    const read = [undefined, {}, forbidden].map((process) => {
      vi.stubGlobal('process', process);
      const value = readEnv('PATH');
      vi.unstubAllGlobals();
      return value;
    });
    expect(read).toEqual([undefined, undefined, undefined]);
    expect(readEnv('PATH'), 'the test reads a variable that exists').toBe(process.env.PATH);
  });
});
