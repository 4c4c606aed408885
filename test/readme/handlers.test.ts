import { GptBotsHumanClient } from 'gptbots-human';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createWebhook } from './handlers.ts';
import { chatRequest, establishRequest } from './requests.ts';
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
