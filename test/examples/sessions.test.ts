import { createPlatform, samples } from 'gptbots-human/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ServerProcess, startServer } from '../../examples/demo/server-process.ts';
import { readEvents } from './event-stream.ts';
import { webhookRequest } from './gptbots.ts';

const secret = 'the-webhook-secret';
const apiKey = 'the-api-key';
const greeting = 'You are in line; a person will be with you shortly.';

describe('examples/sessions, run as a process', () => {
  const printed: string[] = [];
  const gptbots = createPlatform({ apiKey });
  let server: ServerProcess;
  let agents: string;

  beforeAll(async () => {
    const { url } = await gptbots.listen();
    const env = { GPTBOTS_WEBHOOK_SECRET: secret, GPTBOTS_API_KEY: apiKey, GPTBOTS_BASE_URL: url };
    server = await startServer('examples/sessions/server.ts', env, (line) => printed.push(line));
    gptbots.connect(`${server.address}/${secret}`);
    agents = new URL('/agents', server.address).href;
  });
  afterAll(async () => {
    await server?.stop();
    await gptbots.close();
  });

  const get = async (path: string) => (await fetch(agents + path)).json();
  const post = async (path: string, body: object = {}) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(agents + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, json: await response.json() };
  };

  it('shows agents who waits, what was said and what happens, and sends what they reply', async () => {
    const { cursor } = await get('/sessions');
    const events = await readEvents(`${agents}/events?after=${cursor}`);
    const visitor = await gptbots.visitor();
    const { conversationId } = visitor;
    await visitor.nextReply({ timeoutMs: 60_000 });
    await visitor.say('Where is my parcel?');
    const ann = { id: 'ann', name: 'Ann' };
    const reply = { text: 'It comes today.', id: 'reply-1', agent: ann };
    for (const attempt of [1, 2]) {
      const { json } = await post(`/sessions/${conversationId}/reply`, reply);
      expect(json, `attempt ${attempt}`).toMatchObject({ status: 'sent', agent: ann });
    }
    expect((await post(`/sessions/${conversationId}/close`)).json).toMatchObject({ closeReason: 'agent_closed' });
    expect(
      visitor.replies.map(({ body }) => body),
      'what the visitor was shown, each once',
    ).toEqual([greeting, 'It comes today.', 'Thank you, good bye.']);
    const transcript: { from: string; text: string }[] = await get(`/sessions/${conversationId}`);
    expect(transcript.slice(-4).map(({ from, text }) => `${from}: ${text}`)).toEqual([
      `system: ${greeting}`,
      'user: Where is my parcel?',
      'agent: It comes today.',
      'agent: Thank you, good bye.',
    ]);
    const heard = await events.until(({ type }) => type === 'closed');
    expect(heard[0]).toMatchObject({ type: 'opened', conversationId });
  });

  it('prints nothing of what a user calls themselves, and nothing raw of an id', async () => {
    const conversation_id = 'c1\u001b[2J\r\nFORGED';
    const establish = { ...samples.establish(), conversation_id, user_info: { user_name: 'FORGED' } };
    const close = { conversation_id, timestamp: 1, type: 'USER_CLOSED' };
    for (const [path, body] of [
      ['establish', establish],
      ['close', close],
    ] as const) {
      const response = await fetch(webhookRequest(`${server.address}/${secret}/conversation/${path}`, body));
      expect(response.status).toBe(200);
    }
    await vi.waitFor(() => expect(printed.join('\n')).toContain('FORGED'), 10_000);
    expect(printed.filter((line) => /^.?FORGED|visitor|\p{Cc}/u.test(line))).toEqual([]);
  });

  it('tells agents why a reply was not sent', async () => {
    const visitor = await gptbots.visitor();
    await visitor.leave();
    const reply = (id: string, text: string) => post(`/sessions/${id}/reply`, { text });
    const late = { status: 409, json: { kind: 'closed', delivery: 'not_sent' } };
    expect(await reply(visitor.conversationId, 'late')).toEqual(late);
    expect(await reply('nobody', 'hello')).toMatchObject({ status: 409, json: { kind: 'not_found' } });
    expect(await reply(visitor.conversationId, '')).toMatchObject({ status: 400, json: { kind: 'input' } });
  });

  it('tells a page whose cursor is unknown to load the sessions again', async () => {
    const response = await fetch(`${agents}/events?after=foreign`);
    expect(await response.text()).toBe('event: reload\ndata:\n\n');
  });

  it('ends with exit code 0 on SIGTERM, with a page that still follows the events', async () => {
    const events = await readEvents(`${agents}/events`);
    expect(await server.stop('SIGTERM')).toBe(0);
    await events.ended;
    expect(printed.join('\n')).toContain('Nobody answered, call them back: {');
    expect(printed.join('\n'), 'what the example printed').not.toMatch(/the-api-key|the-webhook-secret/);
  });
});
