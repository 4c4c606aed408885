import { GptBotsHumanClient } from 'gptbots-human';
import { expect, it, vi } from 'vitest';
import { createWebhook } from './handlers.ts';

it('opens a ticket and greets the user', async () => {
  vi.stubEnv('GPTBOTS_WEBHOOK_SECRET', 'test');
  const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => Response.json({ code: 0, message: 'success' }));
  const client = new GptBotsHumanClient({ apiKey: 'test', fetch });
  const tickets = { isStaffed: () => true, open: vi.fn(), append: vi.fn(), close: vi.fn() };
  const webhook = createWebhook(client, tickets);

  const reply = await webhook.handle({
    method: 'POST',
    url: '/conversation/establish',
    headers: { authorization: 'Bearer test' },
    body: { conversation_id: 'c1', timestamp: 1742265090895, bot_id: 'b1', body: [] },
  });
  expect(reply.status).toBe(200);

  await webhook.drain(); // the work behind ctx.waitUntil is done
  expect(tickets.open).toHaveBeenCalledOnce();
  expect(String(fetch.mock.calls[0]?.[1]?.body)).toContain('someone will be with you');
  vi.unstubAllEnvs();
});
