import { GptBotsHumanClient } from 'gptbots-human';
import { describe, expect, it, vi } from 'vitest';
import { table } from './document.ts';
import { answering, failure, silent } from './failures.ts';
import { chatRequest, establishRequest, webhookWith } from './requests.ts';

const reply = { conversation_id: 'c1', body: 'hello' };

async function codeAnswered(successCode?: number): Promise<unknown> {
  const { status, body } = await webhookWith({ successCode }).handle(chatRequest());
  expect(status).toBe(200);
  return JSON.parse(body).code;
}

/** What the README's table says, row by row. Repeats, order, secret and retries have tests of their own beside this. */
const cases: Record<string, () => Promise<void>> = {
  'which `code` a webhook has to answer': async () => {
    expect(await codeAnswered()).toBe(200);
    expect(await codeAnswered(0)).toBe(0);
  },
  'which `code` in an API answer means success': async () => {
    for (const body of [{}, { code: 0 }, { code: 200 }]) {
      const client = new GptBotsHumanClient({ apiKey: 'key', ...answering(200, body).options });
      expect(await client.sendReply(reply)).toEqual(body);
    }
    expect((await failure(answering(200, { code: 1 }))).kind).toBe('api');
  },
  'whether webhooks are repeated': async () => {
    const chat = vi.fn();
    const webhook = webhookWith({ chat });
    for (const request of [chatRequest(), chatRequest()]) expect((await webhook.handle(request)).status).toBe(200);
    expect(chat).toHaveBeenCalledOnce();
  },
  'whether webhooks come at once, or out of order': async () => {
    const texts: string[] = [];
    const webhook = webhookWith({ chat: ({ body }) => void texts.push(body) });
    await Promise.all(['2', '1'].map((body) => webhook.handle(chatRequest({ body, timestamp: Number(body) }))));
    expect(texts).toEqual(['2', '1']);
  },
  'whether a reply sent twice is shown twice': async () => {
    expect((await failure(silent())).attempts).toHaveLength(1);
  },
  'a signature': async () => {
    expect((await webhookWith({ secret: 'secret' }).handle(chatRequest())).status).toBe(401);
    expect((await webhookWith({ verify: () => false }).handle(chatRequest())).status).toBe(401);
  },
  'rate limits of the API': async () => {
    const { options } = answering(429, {}, { 'retry-after': '0.1' });
    const { attempts } = await failure({ options, call: { maxRetries: 1 } });
    const [first, second] = attempts;
    expect(attempts).toHaveLength(2);
    // Two clocks: one of whole milliseconds, one of timers.
    expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBeGreaterThanOrEqual(98);
  },
  '`timestamp` as a string of digits': async () => {
    const chat = vi.fn();
    await webhookWith({ chat }).handle(chatRequest({ timestamp: '1742265090895' }));
    expect(chat.mock.calls[0]?.[0]).toMatchObject({ timestamp: 1742265090895 });
  },
  'new fields, message types and close types': async () => {
    const establish = vi.fn();
    const close = vi.fn();
    const webhook = webhookWith({ establish, close });
    const body = [{ message_type: 'NOTE', text: 'hello', mood: 'good' }];
    await webhook.handle(establishRequest({ body, channel: 'fax' }));
    expect(establish.mock.calls[0]?.[0]).toMatchObject({ body, channel: 'fax' });
    await webhook.handle({ ...chatRequest({ type: 'BORED' }), url: '/conversation/close' });
    expect(close.mock.calls[0]?.[0]).toMatchObject({ type: 'BORED' });
  },
  '`body` of an establish missing or null': async () => {
    for (const body of [undefined, null]) {
      const establish = vi.fn();
      await webhookWith({ establish }).handle(establishRequest({ body }));
      expect(establish.mock.calls[0]?.[0]).toMatchObject({ body: [] });
    }
  },
  'which fields an availability test has': async () => {
    const handler = vi.fn();
    const webhook = webhookWith({ establish: handler, chat: handler, close: handler });
    for (const route of ['/conversation/establish', '/chat', '/conversation/close']) {
      const { status } = await webhook.handle({ method: 'POST', url: route, headers: {}, body: { istest: true } });
      expect(status).toBe(200);
    }
    expect(handler).not.toHaveBeenCalled();
  },
};

describe("README's table of what GPTBots leaves open", () => {
  const rows = table('not documented');

  it('has a row for each case', () => {
    expect(rows.map(([what]) => what)).toEqual(Object.keys(cases));
  });

  it.each(rows)('%s: %s', async (what = '') => {
    await cases[what]?.();
  });
});
