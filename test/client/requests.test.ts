import { GptBotsHumanClient } from 'gptbots-human';
import { describe, expect, it, vi } from 'vitest';
import { apiKey, connected, reply, startServer } from './support/client.ts';

describe('what goes to GPTBots', () => {
  it('posts a reply to /v1/human/message/receive as JSON with the API key', async () => {
    const { client, server } = await connected();
    await client.sendReply({ ...reply, timestamp: 1742265090895 });

    const call = await server.received(1);
    expect(call).toMatchObject({ method: 'POST', path: '/v1/human/message/receive' });
    expect(call.headers).toMatchObject({
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      accept: 'application/json',
    });
    expect(call.bytes.toString()).toBe(
      '{"conversation_id":"conv-1","timestamp":1742265090895,"body":"Hello, this is Ann."}',
    );
  });

  it('posts a close to /v1/human/close', async () => {
    const { client, server } = await connected();
    await client.closeSession({ conversation_id: 'conv-1', timestamp: 1742265090895 });

    const call = await server.received(1);
    expect(call).toMatchObject({ method: 'POST', path: '/v1/human/close' });
    expect(call.headers.authorization).toBe(`Bearer ${apiKey}`);
    expect(call.bytes.toString()).toBe('{"conversation_id":"conv-1","timestamp":1742265090895}');
  });

  it.each(['sendReply', 'closeSession'] as const)(
    '%s takes the present moment when no timestamp is given',
    async (method) => {
      const { client, server } = await connected();
      const before = Date.now();
      await client[method](reply);
      await client[method]({ ...reply, timestamp: undefined });
      const after = Date.now();

      for (const { json } of server.calls) {
        expect(json.timestamp).toBeTypeOf('number');
        expect(json.timestamp, 'not before the call').toBeGreaterThanOrEqual(before);
        expect(json.timestamp, 'not after the call').toBeLessThanOrEqual(after);
      }
      expect(server.calls).toHaveLength(2);
    },
  );

  it.each([
    ['non-ASCII text', 'Grüße, 你好, 👋🏽'],
    ['quotes, backslashes and line ends', '"a"\\b\n\r\t\u2028'],
    ['a very long text', 'long '.repeat(50_000)],
  ])('sends %s whole', async (_name, body) => {
    const { client, server } = await connected();
    await client.sendReply({ ...reply, body });

    const { headers, bytes, json } = await server.received(1);
    expect(json.body === body, 'the text arrived as it was').toBe(true);
    expect(Number(headers['content-length']), 'content-length counts bytes').toBe(bytes.length);
  });

  it('passes the conversation id back unchanged', async () => {
    const { client, server } = await connected();
    const conversation_id = ' 67d8/db02?é"\u0000 ';
    await client.sendReply({ ...reply, conversation_id });
    expect((await server.received(1)).json.conversation_id).toBe(conversation_id);
  });

  it('repeats exactly the same bytes in a retry, the timestamp included', async () => {
    const start = 1_742_265_090_895;
    const clock = vi.spyOn(Date, 'now').mockReturnValue(start);
    const onAttempt = () => void clock.mockReturnValue(start + 5_000);
    const { client, server } = await connected({ retry: 'at-least-once', onAttempt });
    vi.spyOn(Math, 'random').mockReturnValue(0);
    server.script({ run: (response) => void response.writeHead(500).end() });
    await client.sendReply(reply);

    const [first, second] = server.calls;
    expect(server.calls).toHaveLength(2);
    expect(first?.json.timestamp).toBe(start);
    expect(second?.bytes.toString()).toBe(first?.bytes.toString());
    expect(second?.headers.authorization).toBe(first?.headers.authorization);
  });

  it('sends nothing when it is made', async () => {
    const server = await startServer();
    new GptBotsHumanClient({ apiKey, baseUrl: server.url });
    await new Promise(setImmediate);
    expect(server.connections()).toBe(0);
  });
});
