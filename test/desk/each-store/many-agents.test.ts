import { GptBotsHumanClient } from 'gptbots-human';
import type { AcceptContext, DeskOptions, Session } from 'gptbots-human/desk';
import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { secret, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

describeOnEachStore('a desk of several GPTBots agents', (openPlace) => {
  it('sends with the client that its function names, asked once for each thing to send', async () => {
    const asked: string[] = [];
    const sentWith: string[] = [];
    const clientOf = (name: string) =>
      new GptBotsHumanClient({
        apiKey: name,
        fetch: async (_url, init) => {
          sentWith.push(new Headers(init?.headers).get('authorization') ?? '');
          return new Response('{"code":0}', { headers: { 'content-type': 'application/json' } });
        },
      });
    const clients = new Map([
      ['bot-1', clientOf('key-1')],
      ['bot-2', clientOf('key-2')],
    ]);
    const client = (session: Session) => {
      asked.push(session.botId);
      return clients.get(session.botId) as GptBotsHumanClient;
    };
    const { a } = await setUp(openPlace(), { desk: { client } });
    for (const bot of ['bot-1', 'bot-2']) await establish(a, bot, `of ${bot}`);
    await a.desk.reply('of bot-2', 'Hello');
    await a.desk.close('of bot-1');
    expect(asked).toEqual(['bot-2', 'bot-1']);
    expect(sentWith).toEqual(['Bearer key-2', 'Bearer key-1']);
  });

  it.each([
    ['throws', () => Promise.reject as never, true],
    ['returns nothing', () => undefined as never, false],
  ])('whose function %s sends nothing, and says for which session', async (name, giveNothing, throws) => {
    const failure = new Error('from client');
    const client: DeskOptions['client'] = () => {
      if (throws) throw failure;
      return giveNothing();
    };
    const { a } = await setUp(openPlace(), { desk: { client } });
    await establish(a, 'bot-9', 'c1');
    const error = { kind: 'input', delivery: 'not_sent', conversation_id: 'c1' };
    await expect(a.desk.reply('c1', 'Hello', { id: 'r' }), name).rejects.toMatchObject(error);
    await expect(a.desk.close('c1')).rejects.toMatchObject(error);
    expect(await a.desk.session('c1')).toMatchObject({ state: 'waiting' });
    expect(await a.desk.close('c1', { evenIfRefused: true })).toMatchObject({ state: 'closed' });
    if (throws) expect(a.errors).toContain(failure);
  });

  it('shows accept the whole path and the headers, without the secret', async () => {
    const seen: AcceptContext[] = [];
    const accept: DeskOptions['accept'] = (_, http) => seen.push(http) > 0;
    const { a } = await setUp(openPlace(), { desk: { accept } });
    const requests = [
      {
        url: '/billing/conversation/establish?lang=de',
        headers: { authorization: `Bearer ${secret}`, 'X-Shop': 'de' },
      },
      { url: `/billing/${encodeURIComponent(secret)}/conversation/establish`, headers: {} },
      { url: `/sales/conversation/establish?token=${encodeURIComponent(secret)}&lang=en`, headers: {} },
    ];
    for (const [index, request] of requests.entries()) {
      const body = samples.establish('current', { conversation_id: `c${index}` });
      expect((await a.desk.webhook.handle({ method: 'POST', ...request, body })).status).toBe(200);
    }
    expect(seen).toEqual([
      { url: '/billing/conversation/establish?lang=de', headers: { authorization: '***', 'x-shop': 'de' } },
      { url: '/billing/***/conversation/establish', headers: {} },
      { url: '/sales/conversation/establish?token=***&lang=en', headers: {} },
    ]);
  });
});

async function establish(instance: { desk: { webhook: { handle: Handle } } }, bot_id: string, conversation_id: string) {
  const { status } = await instance.desk.webhook.handle({
    method: 'POST',
    url: '/conversation/establish',
    headers: { authorization: `Bearer ${secret}` },
    body: samples.establish('current', { bot_id, conversation_id }),
  });
  expect(status).toBe(200);
}

type Handle = (request: { method: string; url: string; headers: Record<string, string>; body: object }) => Promise<{
  status: number;
}>;
