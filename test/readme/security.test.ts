import { describe, expect, it, vi } from 'vitest';
import { codes, table } from './document.ts';
import { chatRequest, webhookWith } from './requests.ts';
import { createWebhook } from './security.ts';

const secret = '0123456789abcdef';
const routes = ['/conversation/establish', '/chat', '/conversation/close'];
// All routes' fields, but for `body`, whose type differs.
const fields = { conversation_id: 'c1', timestamp: 1742265090895, bot_id: 'b1', type: 'TIMEOUT' };

async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  const webhook = webhookWith({ secret });
  const text = new URL(url).pathname.endsWith('/chat') ? 'hello' : [];
  return (await webhook.handle({ method: 'POST', url, headers, body: { ...fields, body: text } })).status;
}

describe("what the README says to enter in GPTBots' settings", () => {
  const [header, baseUrl, urls] = table('GPTBots asks for').map(([, enter]) =>
    codes(enter).map((code) => code.replace('<secret>', secret)),
  );

  it.each(routes)('a header is accepted on %s', async (route) => {
    const [base, field = ''] = header ?? [];
    const [name = '', value = ''] = field.split(': ');
    expect(await statusOf(base + route, { [name]: value })).toBe(200);
    expect(await statusOf(base + route, { [name]: `${value}0` })).toBe(401);
  });

  it.each(routes)('a base URL with the secret is accepted on %s', async (route) => {
    expect(await statusOf(baseUrl + route)).toBe(200);
    expect(await statusOf(`${baseUrl}0${route}`)).toBe(401);
  });

  it.each(routes)('a URL with ?token= is accepted on %s', async (route) => {
    const [establish = '', ...others] = urls ?? [];
    expect([new URL(establish).pathname.replace('/gptbots', ''), ...others]).toEqual(routes);
    expect(await statusOf(establish.replace('/conversation/establish', route))).toBe(200);
    expect(await statusOf(`${establish.replace('/conversation/establish', route)}0`)).toBe(401);
  });

  it('a secret with a slash, as in base64, does not work as a path segment', async () => {
    const webhook = webhookWith({ secret: 'ab/cd' });
    expect((await webhook.handle(chatRequest({}, '/gptbots/ab/cd/chat'))).status).toBe(401);
  });
});

describe("the README's change of secrets and allow list", () => {
  const webhook = createWebhook({ establish() {}, chat() {}, close() {} }, 'new', 'old', new Set(['192.0.2.7']));

  it.each(['new', 'old'])('accept the %s secret', async (token) => {
    const request = { ...chatRequest({}, `/chat?token=${token}`), headers: { 'x-real-ip': '192.0.2.7' } };
    expect((await webhook.handle(request)).status).toBe(200);
  });

  it.each([
    ['another secret', 'older', { 'x-real-ip': '192.0.2.7' }],
    ['another address', 'new', { 'x-real-ip': '192.0.2.8' }],
    ['no address', 'new', {}],
  ])('refuse %s', async (_, token, headers: Record<string, string>) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { status } = await webhook.handle({ ...chatRequest({}, `/chat?token=${token}`), headers });
    expect(status).toBe(401);
    expect(warn).toHaveBeenCalledOnce();
  });

  it('read the address of a fetch Request too', async () => {
    const request = new Request('http://localhost/chat?token=new', {
      method: 'POST',
      headers: { 'x-real-ip': '192.0.2.7' },
      body: JSON.stringify({ ...fields, body: 'hello' }),
    });
    expect((await webhook.fetch(request)).status).toBe(200);
  });
});
