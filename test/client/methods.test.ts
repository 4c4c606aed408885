import { inspect } from 'node:util';
import { GptBotsHumanClient, type SendReplyInput } from 'gptbots-human';
import { describe, expect, it, vi } from 'vitest';
import { json } from '../helpers/api-server.ts';
import { connected, failureOf, reply } from './support/client.ts';

describe('the methods of a client', () => {
  it('work when they are taken off it', async () => {
    const { client, server } = await connected();
    const { sendReply, closeSession, checkWebhooks } = client;
    await sendReply(reply);
    await closeSession(reply);
    server.script(json(200, { results: [] }));
    await checkWebhooks();
    await Promise.all(['a', 'b'].map((body) => ({ ...reply, body })).map((input) => sendReply(input)));
    expect(server.calls).toHaveLength(5);
  });

  it.each<[string, (client: GptBotsHumanClient) => GptBotsHumanClient]>([
    ['a Proxy', (client) => new Proxy(client, {})],
    [
      'a Proxy that traces',
      (client) => new Proxy(client, { get: (target, key, receiver) => Reflect.get(target, key, receiver) }),
    ],
    ['Object.create', (client) => Object.create(client)],
  ])('work through %s around it', async (_name, wrap) => {
    const { client, server } = await connected();
    await wrap(client).sendReply(reply);
    expect(await failureOf(wrap(client).closeSession({} as never))).toMatchObject({ kind: 'input' });
    expect(server.calls).toHaveLength(1);
  });

  it('of a subclass come first, and reach those of the client', async () => {
    class Signed extends GptBotsHumanClient {
      override sendReply(input: SendReplyInput) {
        return super.sendReply({ ...input, body: `${input.body} – Ann` });
      }
    }
    const { server } = await connected();
    const { sendReply } = new Signed({ apiKey: 'k', baseUrl: server.url });
    await sendReply({ ...reply, body: 'Hello' });
    expect(server.calls[0]?.json.body).toBe('Hello – Ann');
  });

  it('may be spied on, on the client and on its class', async () => {
    const { client, server } = await connected();
    const onClass = vi.spyOn(GptBotsHumanClient.prototype, 'sendReply').mockResolvedValueOnce({ code: 1 });
    expect(await client.sendReply(reply)).toEqual({ code: 1 });
    expect(onClass).toHaveBeenCalledTimes(1);
    const onClient = vi.spyOn(client, 'sendReply').mockResolvedValueOnce({ code: 2 });
    expect(await client.sendReply(reply)).toEqual({ code: 2 });
    onClient.mockRestore();
    onClass.mockRestore();
    expect(await client.sendReply(reply)).toMatchObject({ code: 0 });
    expect(server.calls).toHaveLength(1);
  });

  it('may be replaced by assigning to them', async () => {
    const { client, server } = await connected();
    client.sendReply = async () => ({ code: 3 });
    expect(await client.sendReply(reply)).toEqual({ code: 3 });
    expect(server.calls).toEqual([]);
  });

  it('do not show in it', () => {
    const client = new GptBotsHumanClient({ apiKey: 'k' });
    expect(Reflect.ownKeys(client)).toEqual([]);
    expect(inspect(client)).toBe('GptBotsHumanClient {}');
    expect(client).toBeInstanceOf(GptBotsHumanClient);
    expect(client.constructor).toBe(GptBotsHumanClient);
  });
});
