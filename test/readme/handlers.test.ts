import { GptBotsHumanClient } from 'gptbots-human';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createWebhook } from './handlers.ts';
import { listen } from './listen.ts';
import { chatRequest, establishRequest, gate, webhookWith } from './requests.ts';
import type { Tickets } from './tickets.ts';

const headers = { authorization: 'Bearer secret' };

/** The README's handlers, and what they did. */
function setUp(given: Partial<Tickets> = {}) {
  const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => Response.json({ code: 0 }));
  const client = new GptBotsHumanClient({ apiKey: 'key', fetch });
  const tickets = { isStaffed: () => true, open: vi.fn(), append: vi.fn(), close: vi.fn(), ...given };
  return { webhook: createWebhook(client, tickets), tickets, fetch };
}

describe("the README's handlers", () => {
  beforeEach(() => {
    vi.stubEnv('GPTBOTS_WEBHOOK_SECRET', 'secret');
    return () => vi.unstubAllEnvs();
  });

  it('open a ticket with the transcript and the user, and greet', async () => {
    const { webhook, tickets, fetch } = setUp();
    const body = [{ message_type: 'QUESTION', text: 'human service' }];
    const request = establishRequest({ body, user_info: { user_id: 'u1' } });
    expect(await webhook.handle({ ...request, headers })).toMatchObject({ status: 200 });
    await webhook.drain();
    expect(tickets.open).toHaveBeenCalledExactlyOnceWith('c1', {
      ...{ transcript: body, userId: 'u1', signal: expect.any(AbortSignal) },
    });
    expect(fetch).toHaveBeenCalledOnce();
  });

  it('decline outside business hours: 503 with the reason, and no greeting', async () => {
    const { webhook, fetch } = setUp({ isStaffed: () => false });
    const reply = await webhook.handle({ ...establishRequest(), headers });
    expect(reply.status).toBe(503);
    expect(JSON.parse(reply.body)).toEqual({ code: 503, message: 'outside business hours' });
    await webhook.drain();
    expect(fetch).not.toHaveBeenCalled();
  });

  it('answer 500 when the ticket cannot be opened, report it, and send no greeting', async () => {
    const report = vi.spyOn(console, 'error').mockReturnValue();
    const error = new Error('the database is down');
    const { webhook, fetch } = setUp({ open: () => Promise.reject(error) });
    expect(await webhook.handle({ ...establishRequest(), headers })).toMatchObject({ status: 500 });
    expect(report).toHaveBeenCalledExactlyOnceWith({ route: 'establish', conversation_id: 'c1' }, error);
    await webhook.drain();
    expect(fetch).not.toHaveBeenCalled();
  });

  it('pass messages and the end of the conversation on', async () => {
    const { webhook, tickets } = setUp();
    await webhook.handle({ ...chatRequest(), headers });
    expect(tickets.append).toHaveBeenCalledExactlyOnceWith('c1', 'hello', { signal: expect.any(AbortSignal) });
    await webhook.handle({ ...chatRequest({ type: 'TIMEOUT' }), url: '/conversation/close', headers });
    expect(tickets.close).toHaveBeenCalledExactlyOnceWith('c1', 'TIMEOUT');
  });
});

describe('what the README says about handlers', () => {
  it('the answer waits for what the handler awaits', async () => {
    const { opened, open } = gate();
    const webhook = webhookWith({ chat: () => opened });
    let answered = false;
    const reply = webhook.handle(chatRequest()).then(() => {
      answered = true;
    });
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    open();
    await reply;
  });

  it('a function given to ctx.waitUntil runs once the answer was sent', async () => {
    const { opened: received, open: receive } = gate();
    const sentWhenRun = gate();
    let wasSent: boolean | undefined;
    let isSent = () => false;
    const webhook = webhookWith({
      chat: (_, ctx) =>
        ctx.waitUntil(async () => {
          wasSent = isSent();
          // Would never end if the answer waited for this.
          await received;
          sentWhenRun.open();
        }),
    });
    const url = await listen((req, res) => {
      isSent = () => res.writableFinished;
      void webhook.node(req, res);
    });
    const { status } = await fetch(`${url}/chat`, { method: 'POST', body: JSON.stringify(chatRequest().body) });
    expect(status).toBe(200);
    receive();
    await sentWhenRun.opened;
    expect(wasSent, 'the answer was sent when the function ran').toBe(true);
  });

  it('ctx.signal aborts once the handler took longer than timeoutMs, and onError hears of it', async () => {
    const { opened: aborted, open: abort } = gate();
    const onError = vi.fn();
    const webhook = webhookWith({
      chat: async (_, ctx) => {
        ctx.signal.addEventListener('abort', abort);
        await new Promise(() => {});
      },
      timeoutMs: 20,
      onError,
    });
    expect((await webhook.handle(chatRequest())).status).toBe(504);
    await aborted;
    expect(onError.mock.calls).toEqual([
      [expect.objectContaining({ kind: 'timeout' }), { route: 'chat', conversation_id: 'c1' }],
    ]);
  });

  it('onError hears of verify and of waitUntil work too', async () => {
    const onError = vi.fn();
    const fail = () => Promise.reject(new Error('no'));
    await webhookWith({ verify: fail, onError }).handle(chatRequest());
    const webhook = webhookWith({ chat: (_, ctx) => ctx.waitUntil(fail), onError });
    await webhook.handle(chatRequest());
    await webhook.drain();
    expect(onError).toHaveBeenCalledTimes(2);
  });

  it('onHandled hears of every answered request: route, status, duration, duplicate', async () => {
    const onHandled = vi.fn();
    const webhook = webhookWith({ onHandled });
    await webhook.handle(chatRequest());
    await webhook.handle(chatRequest());
    await webhook.handle(chatRequest({ timestamp: 'soon' }));
    const info = { route: 'chat', conversation_id: 'c1', status: 200, durationMs: expect.any(Number), test: false };
    expect(onHandled.mock.calls.map(([call]) => call)).toEqual([
      { ...info, duplicate: false },
      { ...info, duplicate: true },
      { ...info, conversation_id: undefined, status: 400, duplicate: false },
    ]);
  });

  it('an answer of 400 names the field', async () => {
    const { status, body } = await webhookWith().handle(chatRequest({ timestamp: 'soon' }));
    expect({ status, body }).toEqual({ status: 400, body: expect.stringContaining('timestamp') });
  });

  it('on a serverless host, the work behind the answer goes to waitUntil of the second argument', async () => {
    let greeted = false;
    const webhook = webhookWith({
      chat: (_, ctx) =>
        ctx.waitUntil(async () => {
          greeted = true;
        }),
    });
    const announced: Promise<unknown>[] = [];
    const after = (work: Promise<unknown>) => void announced.push(work);
    const request = new Request('http://localhost/chat', {
      method: 'POST',
      body: JSON.stringify(chatRequest().body),
    });
    expect((await webhook.fetch(request, { waitUntil: after })).status).toBe(200);
    for (const work of announced) await work;
    expect(greeted).toBe(true);
  });

  it('whatever else a runtime passes beside the Request is ignored', async () => {
    for (const second of [undefined, null, { params: {} }, { remoteAddr: '127.0.0.1' }, { waitUntil: 1 }]) {
      const body = JSON.stringify(chatRequest().body);
      const request = new Request('http://localhost/chat', { method: 'POST', body });
      expect((await webhookWith().fetch(request, second)).status).toBe(200);
    }
  });
});
