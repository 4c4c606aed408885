import { chatwootConnector } from 'gptbots-human/chatwoot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signed } from './support/callbacks.ts';
import { type Connected, connect, webhookSecret } from './support/connected.ts';
import { accountId, inboxId, token } from './support/stand-in.ts';

const event = {
  event: 'message_created',
  id: 5,
  content: 'Grüße, 1 < 2',
  message_type: 'outgoing',
  private: false,
  conversation: { id: 41, inbox_id: inboxId },
  sender: { id: 11, name: 'Ann', type: 'user' },
};
const body = JSON.stringify(event);

describe("Chatwoot's callbacks", () => {
  let connected: Connected;
  beforeEach(async () => {
    connected = await connect();
  });
  afterEach(() => connected.close());

  const post = async (headers: Record<string, string>, sent: BodyInit = body, url = connected.url) => {
    const response = await fetch(url, { method: 'POST', headers, body: sent });
    const { message } = (await response.json()) as { message: string };
    return `${response.status} ${message}`;
  };

  it('are taken when they are signed with the secret', async () => {
    expect(await post(signed(body, webhookSecret))).toBe('200 success');
    expect(connected.told).toHaveLength(1);
  });

  it('are answered 401 without a signature, with a wrong one, and for another body or time', async () => {
    const good = signed(body, webhookSecret);
    const wrong = {
      'no signature': signed(body, undefined),
      'another secret': signed(body, 'another'),
      'another body': signed(`${body} `, webhookSecret),
      'another time': { ...good, 'x-chatwoot-timestamp': String(Number(good['x-chatwoot-timestamp']) + 1) },
      'no time': { ...good, 'x-chatwoot-timestamp': '' },
      'not hex': { ...good, 'x-chatwoot-signature': `sha256=${'z'.repeat(64)}` },
      'too short': { ...good, 'x-chatwoot-signature': 'sha256=ab' },
    };
    for (const [name, headers] of Object.entries(wrong)) expect(await post(headers), name).toMatch(/^401 Signature/);
    expect(connected.told).toEqual([]);
    expect(connected.logged.length).toBeGreaterThan(0);
    expect(connected.logged.join()).not.toMatch(/Grüße|the-secret/);
  });

  it('are answered 401 when they were signed more than five minutes ago, or in the future', async () => {
    const minutes = (count: number) => signed(body, webhookSecret, Date.now() + count * 60_000);
    expect(await post(minutes(-6))).toMatch(/^401 Signature missing, or older/);
    expect(await post(minutes(6))).toMatch(/^401/);
    expect(await post(minutes(-4))).toBe('200 success');
  });

  it('are refused when they are no POST, no JSON, too large or compressed', async () => {
    expect((await fetch(connected.url)).status).toBe(405);
    expect(await post(signed('{', webhookSecret), '{')).toMatch(/^400/);
    expect(await post(signed('[]', webhookSecret), '[]')).toMatch(/^400/);
    const large = JSON.stringify({ event: 'x'.repeat(2_200_000) });
    expect(await post(signed(large, webhookSecret), large)).toMatch(/^413/);
    expect(await post({ ...signed(body, webhookSecret), 'content-encoding': 'gzip' })).toMatch(/^415/);
    expect(connected.told).toEqual([]);
  });

  it('of other kinds, or odd ones, are answered 200: Chatwoot would show a message as failed otherwise', async () => {
    const odd = [{}, { event: 'contact_created' }, { event: 'message_created', conversation: 'x' }, { event: 5 }];
    for (const one of odd) {
      const text = JSON.stringify(one);
      expect(await post(signed(text, webhookSecret), text), text).toBe('200 success');
    }
    expect(connected.told).toEqual([]);
  });

  it('are answered 503 as long as no bridge listens', async () => {
    const options = { baseUrl: 'http://127.0.0.1:1', accountId, inboxId, apiAccessToken: token, webhookSecret };
    const { webhook } = chatwootConnector({ ...options, logger: {} });
    const headers = signed(body, webhookSecret);
    expect(await webhook.handle({ method: 'POST', url: '/', headers, body })).toMatchObject({ status: 503 });
  });

  it('reach every face', async () => {
    const { webhook } = connected.connector;
    const headers = signed(body, webhookSecret);
    const request = new Request('https://example.com/any/path', { method: 'POST', headers, body });
    expect((await webhook.fetch(request)).status).toBe(200);
    for (const given of [body, new TextEncoder().encode(body)]) {
      expect(await webhook.handle({ method: 'post', url: '/x', headers, body: given })).toMatchObject({ status: 200 });
    }
    expect(connected.told).toHaveLength(3);
  });

  it('say what to do when other code has parsed the body, so that its signature cannot be checked', async () => {
    const { webhook } = connected.connector;
    const headers = signed(body, webhookSecret);
    const reply = await webhook.handle({ method: 'POST', url: '/x', headers, body: event });
    expect(reply.status).toBe(500);
    expect(reply.body).toMatch(/before the body parser, or set req\.rawBody/);
  });

  it('may carry a token in their URL instead, where Chatwoot does not sign', async () => {
    await connected.close();
    connected = await connect({}, { webhookSecret: undefined, urlToken: 'url+token' });
    const unsigned = signed(body, undefined);
    for (const wrong of ['', '?token=', '?token=url', '?token=url%2Btoken2', '/url+token']) {
      expect(await post(unsigned, body, connected.url + wrong), wrong).toMatch(/^401 Token/);
    }
    expect(connected.told).toEqual([]);
    expect(await post(unsigned, body, `${connected.url}?token=url%2Btoken`)).toBe('200 success');
    const parsed = { method: 'POST', url: '/?token=url+token', body: event };
    expect(await connected.connector.webhook.handle(parsed)).toMatchObject({ status: 200 });
    expect(connected.told).toHaveLength(2);
  });

  it('need both where both were given', async () => {
    await connected.close();
    connected = await connect({}, { urlToken: 'url-token' });
    expect(await post(signed(body, webhookSecret))).toMatch(/^401 Token/);
    expect(await post(signed(body, undefined), body, `${connected.url}?token=url-token`)).toMatch(/^401 Signature/);
    expect(await post(signed(body, webhookSecret), body, `${connected.url}?token=url-token`)).toBe('200 success');
  });
});
