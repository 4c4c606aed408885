import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createHumanWebhook, GptBotsHumanClient } from 'gptbots-human';
import { describe, expect, it, onTestFinished } from 'vitest';
import { closedPort } from '../helpers/closed-port.ts';
import { serve } from '../helpers/serve.ts';
import { addressOf, type Running, runCommand } from './command.ts';
import { openStream, post } from './page-client.ts';
import { serveSelfSigned } from './self-signed-server.ts';

const secret = 'the-webhook-secret';

// A server of the developer's that hears everything, and answers a chat with a reply.
async function startDeveloper() {
  const heard: unknown[] = [];
  let client: GptBotsHumanClient | undefined;
  const webhook = createHumanWebhook({
    secret,
    // A reply that a fault refuses is no news.
    onError() {},
    logger: {},
    establish: (body) => void heard.push(body),
    chat(body, ctx) {
      heard.push(body);
      ctx.waitUntil(async () => client?.sendReply({ conversation_id: body.conversation_id, body: 'a private reply' }));
    },
    close: (body) => void heard.push(body),
  });
  const port = await serve(webhook.node);
  return {
    heard,
    url: `http://127.0.0.1:${port}`,
    callsTo(baseUrl: string) {
      client = new GptBotsHumanClient({ apiKey: 'the-api-key', baseUrl, retry: 'never' });
    },
  };
}

function simulate(webhook: string, args: string[] = [], env: Record<string, string> = {}): Running {
  return runCommand(['simulate', '--webhook', webhook, '--port', '0', ...args], env);
}

describe('gptbots-human simulate', () => {
  it('prints where its page is, the GPTBOTS_BASE_URL to use and the webhook it calls', async () => {
    const developer = await startDeveloper();
    const simulator = simulate(`${developer.url}/gptbots`, ['--secret', secret]);
    const address = await addressOf(simulator);
    await simulator.line(new RegExp(`GPTBOTS_BASE_URL=${address}( |$)`));
    await simulator.line(new RegExp(`^Webhook +${developer.url}/gptbots$`));
    await simulator.line(/^Secret +that of --secret is sent$/);
    await simulator.line(/^API key +any is taken$/);
    const page = await fetch(address);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('prints a line for each webhook and each call of the API, without bodies and secrets', async () => {
    const developer = await startDeveloper();
    const simulator = simulate(developer.url, ['--secret', secret, '--api-key', 'the-api-key']);
    const address = await addressOf(simulator);
    developer.callsTo(address);
    await post(address, '/_/start', { tab: 'a-first-tab', question: 'a private question' });
    await post(address, '/_/say', { tab: 'a-first-tab', text: 'a private message' });
    await simulator.line(/^\S+ +webhook +POST \/conversation\/establish +200 +\d+ ms$/);
    await simulator.line(/^\S+ +webhook +POST \/chat +200 +\d+ ms$/);
    await simulator.line(/^\S+ +api +POST \/v1\/human\/message\/receive +200 +\d+ ms$/);
    await fetch(`${address}/v1/unknown?token=the-api-key`, { method: 'POST' });
    await fetch(`${address}/v1/${secret}/close`, { method: 'POST' });
    await simulator.line(/POST \/v1\/unknown +404/);
    await simulator.line(/POST \/v1\/\[redacted\]\/close +404/);
    await post(address, '/_/leave', { tab: 'a-first-tab' });
    await simulator.line(/POST \/conversation\/close +200/);
    expect(simulator.printed()).not.toMatch(/private|the-webhook-secret|the-api-key/);
    expect(developer.heard).toMatchObject([
      { body: [{ text: 'a private question' }, { text: '' }] },
      { body: 'a private message' },
      { type: 'USER_CLOSED' },
    ]);
  });

  it('takes the secret from GPTBOTS_WEBHOOK_SECRET', async () => {
    const developer = await startDeveloper();
    const simulator = simulate(developer.url, [], { GPTBOTS_WEBHOOK_SECRET: secret });
    await post(await addressOf(simulator), '/_/start', { tab: 'a-first-tab' });
    await simulator.line(/establish +200/);
  });

  it('takes the API key from GPTBOTS_API_KEY, and says so', async () => {
    const simulator = simulate('http://127.0.0.1:1', [], { GPTBOTS_API_KEY: 'the-api-key' });
    const address = await addressOf(simulator);
    await simulator.line(/^API key +only that of GPTBOTS_API_KEY is taken$/);
    await simulator.line(/^Secret +none is sent \(--secret or GPTBOTS_WEBHOOK_SECRET\)$/);
    const statusWith = async (key: string) => {
      const headers = { authorization: `Bearer ${key}` };
      return (await fetch(`${address}/v1/human/close`, { method: 'POST', headers, body: '{}' })).status;
    };
    expect(await statusWith('another')).toBe(401);
    expect(await statusWith('the-api-key')).toBe(400);
  });

  it('takes the base URL without --webhook too', async () => {
    const developer = await startDeveloper();
    const simulator = runCommand(['simulate', `${developer.url}/gptbots`, '--port', '0', '--secret', secret]);
    await simulator.line(new RegExp(`^Webhook +${developer.url}/gptbots$`));
  });

  it('plays the faults it is asked for: each time, or once', async () => {
    const developer = await startDeveloper();
    const faults = ['--fault', 'webhook:duplicate', '--fault', 'api:503@once'];
    const simulator = simulate(developer.url, ['--secret', secret, ...faults]);
    const address = await addressOf(simulator);
    developer.callsTo(address);
    await post(address, '/_/start', { tab: 'a-first-tab' });
    await post(address, '/_/say', { tab: 'a-first-tab', text: 'one' });
    await simulator.line(/receive +503 .*fault 503$/);
    await post(address, '/_/say', { tab: 'a-first-tab', text: 'two' });
    await simulator.line(/receive +200 +\d+ ms$/);
    const { messages } = await (await openStream(address, 'a-first-tab')).snapshot();
    expect(messages).toEqual(['one', 'two', 'a private reply']);
    // The line of the last repeat comes when it was answered.
    while (count(simulator, /fault duplicate/g) < 6) await simulator.next();
    expect(count(simulator, /POST \/chat/g), 'expected each chat to be delivered twice').toBe(4);
  });

  it('warns of a webhook that cannot be reached, and shows the visitor Busy', async () => {
    const simulator = simulate(`http://127.0.0.1:${await closedPort()}/gptbots`);
    const address = await addressOf(simulator);
    await simulator.line(/^Warning: http:\/\/127\.0\.0\.1:\d+\/gptbots does not answer \(ECONNREFUSED\);/);
    await post(address, '/_/start', { tab: 'a-first-tab' });
    await simulator.line(/POST \/gptbots\/conversation\/establish +no answer \(.*ECONNREFUSED.*\)/);
    expect((await (await openStream(address, 'a-first-tab')).snapshot()).status).toBe('busy');
  });

  it('warns of a certificate that is self-signed, and says what it is', async () => {
    const simulator = simulate(`https://127.0.0.1:${await serveSelfSigned()}/gptbots`);
    await simulator.line(/^Warning: https:.* cannot be called$/);
    await simulator.line(/\(DEPTH_ZERO_SELF_SIGNED_CERT\)\. Its certificate is self-signed/);
  });

  it('tests the availability of the webhook when its page asks for it', async () => {
    const developer = await startDeveloper();
    const simulator = simulate(`${developer.url}/gptbots`, ['--secret', secret]);
    const address = await addressOf(simulator);
    const test = async () => (await post(address, '/_/check', { tab: 'a-first-tab' })).json();
    expect(await test()).toEqual({
      reachable: true,
      routes: expect.arrayContaining([
        { name: 'establish', status: 200, durationMs: expect.any(Number) },
        { name: 'chat', status: 200, durationMs: expect.any(Number) },
      ]),
    });
    await simulator.line(/POST \/gptbots\/conversation\/establish +200 +\d+ ms +availability test$/);
    expect(developer.heard, 'expected a test to start no conversation').toEqual([]);
  });

  it('says why the webhook would be unavailable', async () => {
    const simulator = simulate(`http://127.0.0.1:${await closedPort()}`);
    const answer = await post(await addressOf(simulator), '/_/check', { tab: 'a-first-tab' });
    const failed = { durationMs: expect.any(Number), failure: expect.stringContaining('ECONNREFUSED') };
    expect(await answer.json()).toEqual({
      reachable: false,
      routes: expect.arrayContaining([
        { name: 'establish', ...failed },
        { name: 'chat', ...failed },
      ]),
    });
  });

  it('sends no webhook before a visitor asks for a human', async () => {
    const developer = await startDeveloper();
    const simulator = simulate(developer.url, ['--secret', secret]);
    await openStream(await addressOf(simulator), 'a-first-tab');
    expect(developer.heard).toEqual([]);
  });

  it('ends a conversation that nobody answers, after --wait-timeout', async () => {
    const developer = await startDeveloper();
    const simulator = simulate(developer.url, ['--secret', secret, '--wait-timeout', '0.2']);
    await post(await addressOf(simulator), '/_/start', { tab: 'a-first-tab' });
    await simulator.line(/POST \/conversation\/close +200/);
    expect(developer.heard).toMatchObject([{}, { type: 'TIMEOUT' }]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with exit code 0 on %s, whatever is still open', async (signal) => {
    // Takes a webhook, and never answers.
    const port = await serve(() => {});
    const simulator = simulate(`http://127.0.0.1:${port}`);
    const address = await addressOf(simulator);
    await openStream(address, 'a-first-tab');
    await post(address, '/_/start', { tab: 'a-first-tab' });
    simulator.signal(signal);
    const { exitCode, stderr } = await simulator.ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('says in one line that its port is taken, with exit code 2', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());
    // A TCP server that listens has an address of this kind.
    const { port } = taken.address() as AddressInfo;
    const { exitCode, stdout, stderr } = await simulate('http://localhost:3000', ['--port', String(port)]).ended;
    expect(stderr).toMatch(new RegExp(`^gptbots-human: Port ${port} is taken; .*\\n$`));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  it('uses no colour when its output is no terminal', async () => {
    const simulator = simulate(`http://127.0.0.1:${await closedPort()}`);
    await addressOf(simulator);
    await simulator.line(/^Warning/);
    expect(simulator.printed()).not.toContain('\u001b');
  });
});

describe("the page's requests", () => {
  it('are refused from another website, by another name of this machine, and in another type', async () => {
    const address = await addressOf(simulate(`http://127.0.0.1:${await closedPort()}`));
    const { port } = new URL(address);
    const send = (options: Sent) => statusOf(port, options);
    const start = { method: 'POST', path: '/_/start', body: JSON.stringify({ tab: 'a-first-tab' }) };
    const json = { 'content-type': 'application/json' };
    const statuses = {
      origin: await send({ ...start, headers: { ...json, origin: 'http://evil.example' } }),
      otherPort: await send({ ...start, headers: { ...json, origin: 'http://127.0.0.1:1' } }),
      opaqueOrigin: await send({ ...start, headers: { ...json, origin: 'null' } }),
      fetchSite: await send({ ...start, headers: { ...json, 'sec-fetch-site': 'cross-site' } }),
      rebinding: await send({
        ...start,
        headers: { ...json, host: `evil.example:${port}`, origin: `http://evil.example:${port}` },
      }),
      rebindingPage: await send({ path: '/', headers: { host: `evil.example:${port}` } }),
      rebindingEvents: await send({ path: '/_/events?tab=a-first-tab', headers: { host: `evil.example:${port}` } }),
      eventsFromElsewhere: await send({
        path: '/_/events?tab=a-first-tab',
        headers: { origin: 'http://evil.example' },
      }),
      form: await send({ ...start, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      plainText: await send({ ...start, headers: { 'content-type': 'text/plain' } }),
      noType: await send(start),
      get: await send({ path: '/_/start' }),
      notJson: await send({ ...start, body: '{', headers: json }),
      noTab: await send({ ...start, body: '{}', headers: json }),
      tooLarge: await send({ ...start, body: JSON.stringify({ tab: 'x'.repeat(300_000) }), headers: json }),
      linkFromElsewhere: await send({ path: '/', headers: { 'sec-fetch-site': 'cross-site' } }),
      own: await send({
        ...start,
        headers: { ...json, host: `localhost:${port}`, origin: `http://localhost:${port}` },
      }),
      again: await send({
        ...start,
        path: '/_/say',
        headers: json,
        body: JSON.stringify({ tab: 'another-tab', text: 'x' }),
      }),
    };
    expect(statuses).toEqual({
      origin: 403,
      otherPort: 403,
      opaqueOrigin: 403,
      fetchSite: 403,
      rebinding: 403,
      rebindingPage: 403,
      rebindingEvents: 403,
      eventsFromElsewhere: 403,
      form: 415,
      plainText: 415,
      noType: 415,
      get: 405,
      notJson: 400,
      noTab: 400,
      tooLarge: 413,
      linkFromElsewhere: 200,
      own: 202,
      again: 409,
    });
  });

  it('send again only what is kept, choose only faults there are, and clear the list for good', async () => {
    const developer = await startDeveloper();
    const address = await addressOf(simulate(developer.url, ['--secret', secret]));
    const ask = async (path: string, fields: Record<string, string>) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ tab: 'a-first-tab', ...fields });
      const answer = await fetch(`${address}/_/${path}`, { method: 'POST', headers, body });
      return [answer.status, await answer.json()];
    };
    expect(await ask('again', { id: '99' })).toEqual([
      409,
      { code: 409, message: 'This call is too old: it is not kept any more.' },
    ]);
    expect(await ask('fault', { fault: 'webhook:500', when: 'once' })).toMatchObject([
      400,
      { message: 'There is no such fault.' },
    ]);
    for (const when of ['2', '0', '-1', 'soon', '']) {
      expect(await ask('fault', { fault: 'api:500', when })).toMatchObject([
        400,
        { message: 'There is no such time for a fault.' },
      ]);
    }
    expect(await ask('fault', { fault: 'api:500', when: '0.5' })).toEqual([202, {}]);
    expect(await ask('fault', { fault: '', when: 'once' })).toEqual([202, {}]);
    const stream = await openStream(address, 'a-first-tab');
    await post(address, '/_/start', { tab: 'a-first-tab' });
    await stream.until('call', ({ name, answer }) => name === 'establish' && answer?.status === 200);
    expect(await ask('clear', {})).toEqual([202, {}]);
    await stream.until('cleared', ({ upTo }) => upTo === 1);
    expect(await (await openStream(address, 'a-first-tab')).snapshot()).toMatchObject({ calls: [] });
    expect(await ask('again', { id: '1', timestamp: 'same' })).toEqual([200, expect.objectContaining({ status: 200 })]);
    await stream.until('call', ({ repeatOf }) => repeatOf === 1);
  });

  it('get all there is when a page opens, and what is new from then on', async () => {
    const developer = await startDeveloper();
    const address = await addressOf(simulate(developer.url, ['--secret', secret]));
    developer.callsTo(address);
    const early = await openStream(address, 'a-first-tab');
    expect(await early.snapshot()).toEqual({ status: undefined, messages: [], calls: [] });
    await post(address, '/_/start', { tab: 'a-first-tab' });
    await post(address, '/_/say', { tab: 'a-first-tab', text: 'hello' });
    await early.until('conversation', ({ lines }) => lines.length === 2);
    await early.until('call', ({ name, answer }) => name === 'sendReply' && answer?.status === 200);
    const late = await openStream(address, 'a-first-tab');
    expect(await late.snapshot()).toEqual({
      status: 'connected',
      messages: ['hello', 'a private reply'],
      calls: ['establish', 'chat', 'sendReply'],
    });
    const other = await openStream(address, 'a-second-tab');
    expect(await other.snapshot()).toMatchObject({ status: undefined, messages: [] });
  });
});

describe("the API's requests", () => {
  it('are answered to servers on this machine, and refused from other websites and by other names', async () => {
    const args = ['--api-key', 'the-api-key', '--allow-host', 'Host.docker.internal'];
    const simulator = simulate(`http://127.0.0.1:${await closedPort()}`, args);
    const { port } = new URL(await addressOf(simulator));
    const close = (headers: Record<string, string>) =>
      statusOf(port, {
        method: 'POST',
        path: '/v1/human/close',
        headers: { authorization: 'Bearer the-api-key', ...headers },
        body: '{"conversation_id":"unknown","timestamp":1}',
      });
    const statuses = {
      server: await close({}),
      localhost: await close({ host: `localhost:${port}` }),
      ipv6: await close({ host: `[::1]:${port}` }),
      forwardedPort: await close({ host: 'localhost:5000' }),
      allowed: await close({ host: `host.docker.internal:${port}` }),
      allowedWithoutPort: await close({ host: 'HOST.docker.internal' }),
      ownOrigin: await close({ host: `localhost:${port}`, origin: `http://localhost:${port}` }),
      rebinding: await close({ host: `evil.example:${port}` }),
      rebindingWithOrigin: await close({ host: `evil.example:${port}`, origin: `http://evil.example:${port}` }),
      looksLocal: await close({ host: `localhost.evil.example:${port}` }),
      endsLocal: await close({ host: `127.0.0.1.evil.example:${port}` }),
      userOfHost: await close({ host: `localhost@evil.example:${port}` }),
      origin: await close({ origin: 'http://evil.example' }),
      opaqueOrigin: await close({ origin: 'null' }),
      fetchSite: await close({ 'sec-fetch-site': 'cross-site' }),
      sameSite: await close({ 'sec-fetch-site': 'same-site' }),
      unknownPath: await statusOf(port, { method: 'POST', path: '/any', headers: { host: 'evil.example' } }),
      get: await statusOf(port, { path: '/v1/any', headers: { host: 'evil.example' } }),
    };
    expect(statuses).toEqual({
      server: 400,
      localhost: 400,
      ipv6: 400,
      forwardedPort: 400,
      allowed: 400,
      allowedWithoutPort: 400,
      ownOrigin: 400,
      rebinding: 403,
      rebindingWithOrigin: 403,
      looksLocal: 403,
      endsLocal: 403,
      userOfHost: 403,
      origin: 403,
      opaqueOrigin: 403,
      fetchSite: 403,
      sameSite: 403,
      unknownPath: 403,
      get: 403,
    });
  });

  it('are refused in the words of the API, so that its client says why', async () => {
    const simulator = simulate(`http://127.0.0.1:${await closedPort()}`);
    const { port } = new URL(await addressOf(simulator));
    const client = new GptBotsHumanClient({
      apiKey: 'key',
      baseUrl: `http://127.0.0.1:${port}`,
      headers: { origin: 'http://evil.example' },
    });
    await expect(client.closeSession({ conversation_id: 'c1' })).rejects.toMatchObject({
      kind: 'api',
      code: 403,
      apiMessage: 'Another website may not ask for this.',
    });
  });
});

interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

function statusOf(port: string, { method = 'GET', path, headers = {}, body }: Sent): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function count(simulator: Running, pattern: RegExp): number {
  return simulator.printed().match(pattern)?.length ?? 0;
}
