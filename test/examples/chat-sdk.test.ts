import { createPlatform } from 'gptbots-human/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ServerProcess, startServer } from '../../examples/demo/server-process.ts';
import { discordChannel } from '../bridges/chat-sdk/support/discord-room.ts';
import {
  botToken,
  botUser,
  DiscordStandIn,
  discordText,
  publicKeyHex,
  textChannel,
} from '../bridges/chat-sdk/support/discord-stand-in.ts';
import { slackChannel } from '../bridges/chat-sdk/support/slack-room.ts';
import {
  type SlackMessage,
  SlackStandIn,
  signingSecret,
  slackText,
} from '../bridges/chat-sdk/support/slack-stand-in.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';

const secret = 'the-webhook-secret';
const gptbots = createPlatform();
const printed: string[] = [];
let api: string;
let server: ServerProcess | undefined;

beforeAll(async () => {
  api = (await gptbots.listen()).url;
});
afterAll(() => gptbots.close());

// Resolves to where the room sends what happens.
async function start(name: string, env: Record<string, string>): Promise<(request: Request) => Promise<Response>> {
  const given = { GPTBOTS_WEBHOOK_SECRET: secret, GPTBOTS_API_KEY: 'test', GPTBOTS_BASE_URL: api, ...env };
  server = await startServer(`examples/${name}/server.ts`, given, (line) => printed.push(line));
  const address = server.address.replace(/,$/, '');
  gptbots.connect(`${address}/${secret}`);
  return async (request) =>
    fetch(new URL(`/${name}`, address), { method: 'POST', headers: request.headers, body: await request.text() });
}

describeWithRedis('examples/slack, run as a process', () => {
  let slack: SlackStandIn;
  let redis: RedisServer;
  const env = () => ({
    DATABASE_URL: redis.url,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: 'xoxb-token',
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_CHANNEL: `slack:${slackChannel}`,
  });

  beforeAll(async () => {
    redis = await startRedisServer();
    slack = await new SlackStandIn().start();
    slack.users.set('U0ANN', 'Ann');
    slack.receive = await start('slack', env());
  });
  afterAll(async () => {
    await slack?.close();
    await server?.stop();
    await redis?.stop();
  });

  it('answers a visitor from Slack, and ends when an agent closes the thread', async () => {
    const visitor = await gptbots.visitor({ transcript: [{ message_type: 'QUESTION', text: 'A human please' }] });
    const root = await vi.waitFor(() => {
      const [posted] = slack.messages;
      if (!posted) throw new Error(`Expected a handoff in Slack. ${printed.join('\n')}`);
      return posted;
    }, 60_000);
    expect(slackText(root)).toContain('A human please');
    await visitor.say('Where is my parcel?');
    const shown = () => slack.thread(slackChannel, root.ts).map(slackText).join('\n');
    await vi.waitFor(() => expect(shown()).toContain('Where is my parcel?'), 60_000);
    const given = { channel: slackChannel, thread_ts: root.ts, user: 'U0ANN' };
    const answer = await slack.write({ ...given, text: 'It comes *today*.' });
    expect((await visitor.nextReply({ timeoutMs: 60_000 })).body).toBe('It comes today.');
    await vi.waitFor(() => expect([...answer.reactions]).toEqual(['white_check_mark']), 60_000);
    await slack.write({ ...given, text: '!close' });
    expect(await visitor.ended()).toBe('CLOSED_BY_SERVICE');
    await vi.waitFor(() => expect(shown()).toContain('Nothing written here is sent any more.'), 60_000);
  });

  it('goes on after a restart: sends what was written meanwhile, once, and hears what is written then', async () => {
    const visitor = await gptbots.visitor();
    const isRoot = (one: SlackMessage) => !one.thread_ts && slack.thread(slackChannel, one.ts).length === 1;
    const root = await vi.waitFor(() => {
      const posted = slack.messages.find(isRoot);
      if (!posted) throw new Error(`Expected a handoff in Slack. ${printed.join('\n')}`);
      return posted;
    }, 60_000);
    const given = { channel: slackChannel, thread_ts: root.ts, user: 'U0ANN' };
    await slack.write({ ...given, text: 'before' });
    await visitor.nextReply({ timeoutMs: 60_000 });
    await server?.stop();
    await slack.write({ ...given, text: 'meanwhile' }, false);
    slack.receive = await start('slack', env());
    expect((await visitor.nextReply({ timeoutMs: 60_000 })).body).toBe('meanwhile');
    await visitor.say('still there?');
    await vi.waitFor(() => expect(slack.messages.map(slackText).join()).toContain('still there?'), 60_000);
    await slack.write({ ...given, text: 'after' });
    expect((await visitor.nextReply({ timeoutMs: 60_000 })).body).toBe('after');
    expect(visitor.replies.map(({ body }) => body)).toEqual(['before', 'meanwhile', 'after']);
  });

  it('refuses a request that Slack has not signed', async () => {
    const body = JSON.stringify({ type: 'event_callback', event: { type: 'message' } });
    const response = await slack.receive(new Request('http://app/slack', { method: 'POST', body }));
    expect(response.status).toBe(401);
  });

  it('ends with exit code 0 on SIGTERM, having printed no secret', async () => {
    expect(await server?.stop('SIGTERM')).toBe(0);
    expect(printed.join('\n')).not.toMatch(/xoxb-token|the-webhook-secret|parcel/);
  });
});

describe('examples/discord, run as a process', () => {
  let discord: DiscordStandIn;

  beforeAll(async () => {
    discord = await new DiscordStandIn().start();
    discord.receive = await start('discord', {
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_BOT_TOKEN: botToken,
      DISCORD_APPLICATION_ID: botUser.id,
      DISCORD_PUBLIC_KEY: publicKeyHex,
      DISCORD_CHANNEL: discordChannel,
      DISCORD_GATEWAY: 'elsewhere',
    });
  });
  afterAll(async () => {
    await discord?.close();
    await server?.stop();
  });

  it('answers a visitor from Discord, and ends when an agent presses Close', async () => {
    const visitor = await gptbots.visitor({ transcript: [{ message_type: 'QUESTION', text: 'A human please' }] });
    const thread = await vi.waitFor(() => {
      const [made] = discord.threads;
      if (made === undefined) throw new Error(`Expected a thread in Discord. ${printed.join('\n')}`);
      return made;
    }, 60_000);
    const [root] = discord.messages;
    if (!root) throw new Error('a thread is made of a message');
    expect(root.channel_id).toBe(textChannel);
    expect(discordText(root)).toContain('A human please');
    await visitor.say('Where is my parcel?');
    const shown = () =>
      discord.messages
        .filter((one) => one.channel_id === thread)
        .map(discordText)
        .join('\n');
    await vi.waitFor(() => expect(shown()).toContain('Where is my parcel?'), 60_000);
    const answer = await discord.write(thread, 'Ann', 'It comes **today**.');
    expect((await visitor.nextReply({ timeoutMs: 60_000 })).body).toBe('It comes today.');
    await vi.waitFor(() => expect([...answer.reactions]).toEqual(['✅']), 60_000);
    await discord.press(root, 'Close', 'Ann');
    expect(await visitor.ended()).toBe('CLOSED_BY_SERVICE');
    await vi.waitFor(() => expect(shown()).toContain('Nothing written here is sent any more.'), 60_000);
  });

  it('ends with exit code 0 on SIGTERM', async () => {
    expect(await server?.stop('SIGTERM')).toBe(0);
  });
});
