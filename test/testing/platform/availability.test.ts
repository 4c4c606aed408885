import type { IncomingMessage, ServerResponse } from 'node:http';
import { createPlatform, manualClock, samples } from 'gptbots-human/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { closedPort } from '../../helpers/closed-port.ts';
import { eventually } from '../../helpers/eventually.ts';
import { serve } from '../../helpers/serve.ts';
import { secret, setUp } from './set-up.ts';

const platforms: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(platforms.splice(0).map((platform) => platform.close()));
});

function ask(fetch: typeof globalThis.fetch, baseUrl = 'https://api.gptbots.ai', key = 'k') {
  return fetch(`${baseUrl}/v1/webhook/check`, { method: 'POST', headers: { authorization: `Bearer ${key}` } });
}

const reachable = {
  type: 'human_service',
  component_id: expect.stringMatching(/^[0-9a-f]{24}$/),
  component_name: 'Human Service',
  webhook_url: 'http://localhost',
  reachable: true,
  http_status: 200,
  latency_ms: expect.any(Number),
};

describe('the availability test of the simulated platform', () => {
  it('goes to establish and to chat, with the secret and nothing but istest, and is marked in the records', async () => {
    const { platform, heard } = setUp();
    expect(await platform.checkWebhooks()).toEqual({ results: [reachable] });
    const sent = platform.calls.map(({ name, test, conversationId, request }) => ({
      ...{ name, test, conversationId, body: new TextDecoder().decode(request.body) },
      authorization: request.headers.authorization,
    }));
    const expected = {
      test: true,
      conversationId: undefined,
      body: '{"istest":true}',
      authorization: `Bearer ${secret}`,
    };
    expect(sent).toEqual([
      { name: 'establish', ...expected },
      { name: 'chat', ...expected },
    ]);
    expect(heard, 'expected no handler to hear of it').toEqual([]);
    await platform.visitor();
    expect(platform.calls.at(-1)).toMatchObject({ name: 'establish', test: false });
  });

  it('answers POST /v1/webhook/check, by fetch and over HTTP', async () => {
    const { platform } = setUp();
    expect(await (await ask(platform.fetch)).json()).toEqual({ results: [reachable] });
    const { url } = await platform.listen();
    expect(await (await ask(fetch, url)).json()).toEqual({ results: [reachable] });
    expect(platform.calls.map(({ kind, name, test }) => `${kind} ${name} ${test}`)).toEqual(
      Array(2).fill(['api checkWebhooks false', 'webhook establish true', 'webhook chat true']).flat(),
    );
  });

  it('is what client.checkWebhooks() hears of', async () => {
    const { platform, client } = setUp();
    expect(await client.checkWebhooks()).toMatchObject({ results: [reachable] });
    platform.faults.api('error-object');
    await expect(client.checkWebhooks()).rejects.toMatchObject({ kind: 'api', code: 40000 });
  });

  it('asks for the API key, and for POST', async () => {
    const { platform } = setUp({ apiKey: 'right' });
    expect((await ask(platform.fetch, undefined, 'wrong')).status).toBe(401);
    const get = await platform.fetch('https://api.gptbots.ai/v1/webhook/check', {
      headers: { authorization: 'Bearer right' },
    });
    expect(get.status).toBe(405);
    expect(platform.calls.filter(({ kind }) => kind === 'webhook')).toEqual([]);
  });

  it('has no result before anything is connected, nor after close', async () => {
    const platform = createPlatform();
    expect(await platform.checkWebhooks()).toEqual({ results: [] });
    platform.connect(() => new Response('{}'));
    await platform.close();
    expect(await platform.checkWebhooks()).toEqual({ results: [] });
  });

  it.each<[string, (req: IncomingMessage, res: ServerResponse) => void, number | null]>([
    ['chat is not 200', (req, res) => res.writeHead(req.url?.endsWith('/chat') ? 404 : 200).end('{}'), 404],
    ['establish is not 200', (req, res) => res.writeHead(req.url?.endsWith('/establish') ? 503 : 200).end('{}'), 503],
    ['the connection breaks', (_req, res) => res.destroy(), null],
  ])('is not reachable when %s', async (_case, listener, http_status) => {
    const platform = createPlatform();
    platforms.push(platform);
    const webhook_url = `http://127.0.0.1:${await serve(listener)}/gptbots`;
    platform.connect(webhook_url);
    const { results } = await platform.checkWebhooks();
    expect(results).toEqual([{ ...reachable, webhook_url, reachable: false, http_status }]);
  });

  it('is not reachable where nothing listens, and where no answer comes in time', async () => {
    const clock = manualClock();
    const platform = createPlatform({ clock });
    platforms.push(platform);
    platform.connect(`http://127.0.0.1:${await closedPort()}`);
    expect((await platform.checkWebhooks()).results[0]).toMatchObject({ reachable: false, http_status: null });

    platform.connect(() => new Promise(() => {}));
    const checking = platform.checkWebhooks();
    await eventually(() => expect(platform.calls).toHaveLength(4));
    await clock.advance(15_000);
    expect((await checking).results[0]).toMatchObject({ reachable: false, http_status: null });
  });

  it('plays the faults that make sense for it, and leaves the others to real webhooks', async () => {
    const { platform } = setUp();
    platform.faults.webhook('duplicate');
    await platform.checkWebhooks();
    expect(platform.calls.map(({ name, fault }) => `${name} ${fault}`).sort()).toEqual([
      'chat undefined',
      'establish duplicate',
      'establish duplicate',
    ]);
    platform.faults.webhook('repeat-close', ({ test }) => (test ? 'delay' : undefined));
    const clock = platform.checkWebhooks();
    await platform.settled();
    await clock;
    expect(platform.calls.at(-1)).toMatchObject({ test: true, fault: 'delay' });
    await (await platform.visitor()).leave();
    expect(platform.calls.at(-1)).toMatchObject({ name: 'close', fault: 'repeat-close' });
  });

  it.each(['500', '429', '401', 'html', 'half-body', 'code-40000', '500-after-accept'] as const)(
    'takes part in the API fault %s',
    async (fault) => {
      const { platform } = setUp();
      platform.faults.api(fault);
      const text = await ask(platform.fetch).then((response) => response.text().catch(() => 'broken'));
      expect(text).not.toContain('"results":[{"type":"human_service"');
      const isTaken = ['html', 'half-body', '500-after-accept'].includes(fault);
      expect(platform.calls.filter(({ test }) => test)).toHaveLength(isTaken ? 2 : 0);
      expect(platform.calls[0]).toMatchObject({ name: 'checkWebhooks', fault });
    },
  );
});

describe('samples of the availability test', () => {
  it('come full and bare, and a chat by its fields', async () => {
    expect(samples.availabilityTest('bare')).toEqual({ istest: true });
    expect(samples.availabilityTest()).toMatchObject({ istest: true, bot_id: expect.any(String) });
    expect(samples.availabilityTest('full', { email: null })).toMatchObject({ istest: true, email: null });
    const { webhook, heard } = setUp();
    const headers = { authorization: `Bearer ${secret}` };
    const all: [string, object][] = [
      ['/conversation/establish', samples.availabilityTest()],
      ['/conversation/establish', samples.availabilityTest('bare')],
      ['/chat', samples.availabilityTest('bare')],
      ['/chat', samples.chat({ istest: true })],
    ];
    for (const [url, body] of all) {
      expect((await webhook.handle({ method: 'POST', url, headers, body })).status).toBe(200);
    }
    expect(heard).toEqual([]);
  });

  it('have no edition that is misspelt', () => {
    for (const make of [
      () => samples.availabilityTest('bear' as never),
      () => samples.establish('2023' as never),
      () => samples.answer('toString' as never),
      () => samples.refusal(1 as never),
    ]) {
      expect(make).toThrow(expect.objectContaining({ kind: 'input', message: expect.stringMatching(/there are /) }));
    }
  });
});
