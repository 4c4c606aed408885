import { createPlatform } from 'gptbots-human/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type ServerProcess, startServer } from '../../examples/demo/server-process.ts';
import { accountId, ChatwootStandIn, inboxId, token } from '../bridges/chatwoot/support/stand-in.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';

const webhookSecret = 'the-secret-of-the-inbox';
const ann = { id: 11, name: 'Ann', type: 'user' } as const;

describeWithRedis('examples/chatwoot, run as a process', () => {
  const printed: string[] = [];
  const gptbots = createPlatform();
  let chatwoot: ChatwootStandIn;
  let server: ServerProcess;
  let api: string;
  let redis: RedisServer;

  const start = async () => {
    server = await startServer(
      'examples/chatwoot/server.ts',
      {
        GPTBOTS_WEBHOOK_SECRET: 'the-webhook-secret',
        GPTBOTS_API_KEY: 'test',
        GPTBOTS_BASE_URL: api,
        CHATWOOT_BASE_URL: chatwoot.url,
        CHATWOOT_ACCOUNT_ID: String(accountId),
        CHATWOOT_INBOX_ID: String(inboxId),
        CHATWOOT_API_ACCESS_TOKEN: token,
        CHATWOOT_WEBHOOK_SECRET: webhookSecret,
        DATABASE_URL: redis.url,
      },
      (line) => printed.push(line),
    );
    const address = server.address.replace(/,$/, '');
    gptbots.connect(`${address}/the-webhook-secret`);
    chatwoot.target = { url: new URL('/chatwoot', address).href, secret: webhookSecret };
  };
  beforeAll(async () => {
    redis = await startRedisServer();
    api = (await gptbots.listen()).url;
    chatwoot = await ChatwootStandIn.start();
    await start();
  });
  afterAll(async () => {
    await server?.stop();
    await chatwoot?.close();
    await gptbots.close();
    await redis?.stop();
  });

  const shown = (ref: string) => chatwoot.conversation(ref).messages.map(({ content }) => content);
  const newest = async (count: number) => {
    await vi.waitFor(() => expect(chatwoot.conversations, printed.join('\n')).toHaveLength(count), 60_000);
    return String(chatwoot.conversations.at(-1)?.display_id);
  };

  it('answers a visitor from Chatwoot, and ends when the conversation is resolved', async () => {
    const visitor = await gptbots.visitor({ transcript: [{ message_type: 'QUESTION', text: 'A human please' }] });
    const ref = await newest(1);
    await visitor.say('Where is my parcel?');
    await vi.waitFor(() => expect(shown(ref)).toContain('Where is my parcel?'), 60_000);
    expect(shown(ref)).toContain('A human please');
    const message = chatwoot.write(ref, 'It comes **today**.', ann);
    expect((await visitor.nextReply({ timeoutMs: 60_000 })).body).toBe('It comes today.');
    await vi.waitFor(() => expect(message.status).toBe('delivered'), 60_000);
    chatwoot.setStatus(ref, 'resolved');
    expect(await visitor.ended()).toBe('CLOSED_BY_SERVICE');
  });

  it('goes on after a restart: sends what was written meanwhile, once, and shows what the visitor wrote', async () => {
    const visitor = await gptbots.visitor();
    const ref = await newest(2);
    chatwoot.write(ref, 'One moment', ann);
    await visitor.nextReply({ timeoutMs: 60_000 });
    await server.stop();
    chatwoot.write(ref, 'Here I am', ann);
    await chatwoot.callbacks.settled();
    await start();
    expect((await visitor.nextReply({ timeoutMs: 60_000 })).body).toBe('Here I am');
    await visitor.say('Thank you');
    await vi.waitFor(() => expect(shown(ref)).toContain('Thank you'), 60_000);
    expect(visitor.replies.map(({ body }) => body)).toEqual(['One moment', 'Here I am']);
    await visitor.leave();
    await vi.waitFor(() => expect(chatwoot.conversation(ref).status).toBe('resolved'), 60_000);
  });

  it('prints no text and no secret', () => {
    expect(printed.filter((line) => /parcel|the-access-token|the-secret|moment/.test(line))).toEqual([]);
  });
});
