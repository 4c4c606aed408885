import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { secrets, startConsoles } from '../browser/support/console-process.ts';

/** Asks as a browser would, with headers that fetch does not let us set. */
function ask(
  url: string,
  headers: Record<string, string> = {},
  post?: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const method = post === undefined ? 'GET' : 'POST';
    const asked = request(url, { method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on('error', reject);
    asked.end(post);
  });
}

const json = { 'content-type': 'application/json' };
const basic = (password: string) => ({ authorization: `Basic ${btoa(`ann:${password}`)}` });

describe('the console, towards whoever asks', () => {
  it('asks for CONSOLE_PASSWORD, if there is one, for all but the webhooks', async () => {
    const { address, platform } = await startConsoles({ env: { CONSOLE_PASSWORD: 'pass:wörd' } });
    for (const path of ['/', '/console.js', '/console.css', '/api/sessions', '/api/events?after=x', '/nowhere']) {
      const response = await fetch(address + path);
      expect(response.status, path).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Basic');
    }
    expect((await ask(`${address}/api/sessions/x/close`, json, '{}')).status).toBe(401);
    const utf8 = (text: string) => String.fromCharCode(...new TextEncoder().encode(text));
    expect((await ask(`${address}/`, basic('wrong'))).status).toBe(401);
    expect((await ask(`${address}/`, basic(''))).status).toBe(401);
    expect((await ask(`${address}/`, basic(utf8('pass:wörd')))).status).toBe(200);
    expect((await platform.visitor()).status, 'expected GPTBots to need no password').toBe('connecting');
  });

  it('refuses what another website makes a browser ask for', async () => {
    const { address, platform } = await startConsoles();
    const visitor = await platform.visitor();
    const close = `${address}/api/sessions/${visitor.conversationId}/close`;
    const body = JSON.stringify({ agent: 'Mallory' });
    const own = { ...json, origin: address, 'sec-fetch-site': 'same-origin' };
    for (const [what, headers] of Object.entries({
      'another origin': { ...json, origin: 'https://example.com', 'sec-fetch-site': 'cross-site' },
      'another port of this machine': { ...json, origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' },
      'a form': { 'content-type': 'text/plain', origin: 'https://example.com' },
      'no origin at all': { ...json, origin: 'null' },
      'another name of this machine': { ...own, host: 'example.com', origin: 'http://example.com' },
    })) {
      expect((await ask(close, headers, body)).status, what).toBe(403);
    }
    for (const path of ['/api/sessions', '/API/sessions', '/api/events?after=x']) {
      expect((await ask(address + path, { 'sec-fetch-site': 'cross-site' })).status, path).toBe(403);
    }
    expect((await ask(`${address}/`, { host: 'example.com' })).status, 'a name that leads here').toBe(403);
    expect((await ask(`${address}/`, { 'sec-fetch-site': 'cross-site' })).status, 'a link').toBe(200);
    expect(visitor.status).toBe('connecting');
    expect((await ask(close, own, body)).status, 'its own page').toBe(200);
    expect(visitor.status).toBe('closed');
  });

  it('serves neither the webhook secret nor the API key, nor prints them', async () => {
    const { address, platform, printed, processes } = await startConsoles();
    const visitor = await platform.visitor();
    const session = `${address}/api/sessions/${visitor.conversationId}`;
    platform.faults.api('401');
    const answers = [
      await ask(`${address}/`),
      await ask(`${address}/console.js`),
      await ask(`${address}/console.css`),
      await ask(`${address}/api/sessions`),
      await ask(`${session}/messages`),
      await ask(`${session}/reply`, json, JSON.stringify({ agent: 'Ann', text: 'hello' })),
      await ask(`${session}/close`, json, JSON.stringify({ agent: 'Ann' })),
      await ask(`${address}/nowhere`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 502, 200, 404]);
    await processes[0]?.stop();
    for (const text of [...answers.map(({ text }) => text), ...printed]) {
      for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
    }
  });

  it('answers what makes no sense with a status and a reason', async () => {
    const { address, platform, printed } = await startConsoles();
    const { conversationId } = await platform.visitor();
    const post = (path: string, body: string, headers: Record<string, string> = json) =>
      ask(`${address}/api/sessions/${path}`, headers, body);
    const reply = `${conversationId}/reply`;
    expect(await post(reply, '{"agent":"Ann"')).toEqual({ status: 400, text: '{"message":"No such request."}' });
    expect((await post(reply, '{"agent":"Ann","text":" "}')).status, 'an empty text').toBe(400);
    expect((await post(reply, '{"agent":7,"text":"x"}')).status, 'an agent that is no text').toBe(400);
    expect((await post(reply, '{}', {})).status, 'no JSON at all').toBe(400);
    expect((await post('unknown/reply', '{"agent":"Ann","text":"x"}')).status, 'an unknown conversation').toBe(404);
    expect((await post(`${conversationId}/claim`, '{"agent":"Ann"}')).status).toBe(200);
    const other = await post(reply, '{"agent":"Ben","text":"x"}');
    expect({ ...other, text: JSON.parse(other.text) }).toMatchObject({ status: 409, text: { kind: 'conflict' } });
    expect((await post(`${conversationId}/rename`, '{"agent":"Ben"}')).status, 'what another agent has').toBe(409);
    expect((await post(`${conversationId}/notify`, '{"agent":"Ann"}')).status, 'a notice without a text').toBe(400);
    expect((await post(`${conversationId}/label`, `{"add":"${'x'.repeat(65)}"}`)).status, 'a long label').toBe(400);
    expect((await post('unknown/label', '{"add":"vip"}')).status).toBe(404);
    const place = { status: 200, text: '{"position":1,"waiting":1}' };
    expect(await ask(`${address}/api/sessions/${conversationId}/position`)).toEqual(place);
    expect((await ask(`${address}/api/sessions/unknown/position`)).status).toBe(404);
    expect((await ask(`${address}/api/sessions/unknown/messages`)).status).toBe(404);
    expect(printed).toEqual([]);
  });

  it('ends on SIGTERM with exit code 0, though a page follows its events', async () => {
    const { address, processes } = await startConsoles();
    const { cursor } = await (await fetch(`${address}/api/sessions`)).json();
    const stream = await fetch(`${address}/api/events?after=${cursor}`);
    expect(stream.status).toBe(200);
    const read = stream.text();
    expect(await processes[0]?.stop('SIGTERM')).toBe(0);
    expect(await read, 'expected the stream to end as one that is over').toBe('');
  });

  it('tells a page whose cursor it does not know to load everything again', async () => {
    const { address } = await startConsoles();
    const answer = await ask(`${address}/api/events?after=nonsense`);
    expect(answer).toEqual({ status: 200, text: 'event: reload\ndata:\n\n' });
  });
});
