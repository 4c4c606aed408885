import { decline, GptBotsHumanClient } from 'gptbots-human';
import { describe, expect, it, vi } from 'vitest';
import { chatRequest, gate, webhookWith } from './requests.ts';

describe('what the README says about repeats', () => {
  it('a repeat is answered like the first time, and the handler does not run again', async () => {
    const chat = vi.fn();
    const webhook = webhookWith({ chat });
    const first = await webhook.handle(chatRequest());
    expect(await webhook.handle(chatRequest())).toEqual(first);
    expect(chat).toHaveBeenCalledOnce();
  });

  it.each([{ conversation_id: 'c2' }, { timestamp: 1742265090896 }, { body: 'other' }, { anything: 'new' }])(
    'a request with another %o is no repeat',
    async (fields) => {
      const chat = vi.fn();
      const webhook = webhookWith({ chat });
      await webhook.handle(chatRequest());
      await webhook.handle(chatRequest(fields));
      expect(chat).toHaveBeenCalledTimes(2);
    },
  );

  it.each([
    ['failed', () => Promise.reject(new Error('no'))],
    ['was declined', () => decline()],
    ['timed out', () => new Promise<void>(() => {})],
  ])('the repeat of a request that %s runs', async (_, chat) => {
    const handler = vi.fn().mockImplementationOnce(chat);
    const webhook = webhookWith({ chat: handler, timeoutMs: 20 });
    expect((await webhook.handle(chatRequest())).status).toBeGreaterThanOrEqual(500);
    expect((await webhook.handle(chatRequest())).status).toBe(200);
    expect(handler).toHaveBeenCalledTimes(2);
  });

  it('dedupe: false lets every repeat run', async () => {
    const chat = vi.fn();
    const webhook = webhookWith({ chat, dedupe: false });
    await webhook.handle(chatRequest());
    await webhook.handle(chatRequest());
    expect(chat).toHaveBeenCalledTimes(2);
  });

  it('another process, or the same after a restart, knows nothing of it', async () => {
    const chat = vi.fn();
    await webhookWith({ chat }).handle(chatRequest());
    await webhookWith({ chat }).handle(chatRequest());
    expect(chat).toHaveBeenCalledTimes(2);
  });
});

describe('what the README says about order', () => {
  /** The order in which two handlers start and end, when the first to start is the last to be done. */
  async function orderOfHandlers(ordered: boolean): Promise<string[]> {
    const { opened, open } = gate();
    const order: string[] = [];
    const webhook = webhookWith({
      ordered,
      chat: async ({ body }) => {
        order.push(`${body} starts`);
        if (body === 'first') await opened;
        order.push(`${body} ends`);
      },
    });
    const first = webhook.handle(chatRequest({ body: 'first' }));
    const second = webhook.handle(chatRequest({ body: 'second' }));
    await new Promise(setImmediate);
    open();
    await Promise.all([first, second]);
    return order;
  }

  it("one conversation's handlers run one after another, in order of arrival", async () => {
    expect(await orderOfHandlers(true)).toEqual(['first starts', 'first ends', 'second starts', 'second ends']);
  });

  it('ordered: false lifts that', async () => {
    expect(await orderOfHandlers(false)).toEqual(['first starts', 'second starts', 'second ends', 'first ends']);
  });

  it('calls for one conversation are made in call order, retries included, and a close waits for the replies', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const sent: string[] = [];
    const client = new GptBotsHumanClient({
      apiKey: 'key',
      fetch: async (url, init) => {
        sent.push(`${new URL(String(url)).pathname} ${JSON.parse(String(init?.body)).body}`);
        return Response.json({}, { status: sent.length === 1 ? 429 : 200 });
      },
    });
    const conversation_id = 'c1';
    await Promise.all([
      client.sendReply({ conversation_id, body: 'one' }),
      client.sendReply({ conversation_id, body: 'two' }),
      client.closeSession({ conversation_id }),
    ]);
    expect(sent).toEqual([
      '/v1/human/message/receive one',
      '/v1/human/message/receive one',
      '/v1/human/message/receive two',
      '/v1/human/close undefined',
    ]);
  });
});

describe('what the README says about drain', () => {
  it('answers 503, and resolves once running handlers and their waitUntil work are done', async () => {
    const handler = gate();
    const work = gate();
    const events: string[] = [];
    const webhook = webhookWith({
      chat: async (_, ctx) => {
        await handler.opened;
        events.push('handler done');
        ctx.waitUntil(() => work.opened.then(() => events.push('work done')));
      },
    });
    const running = webhook.handle(chatRequest());
    await new Promise(setImmediate);
    const drained = webhook.drain().then(() => events.push('drained'));
    expect((await webhook.handle(chatRequest({ body: 'too late' }))).status).toBe(503);
    handler.open();
    expect((await running).status).toBe(200);
    await new Promise(setImmediate);
    work.open();
    await drained;
    expect(events).toEqual(['handler done', 'work done', 'drained']);
  });
});
