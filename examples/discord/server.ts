// npx tsx --env-file=.env server.ts, with what .env.example lists
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createDiscordAdapter } from '@chat-adapter/discord';
import { createMemoryState } from '@chat-adapter/state-memory';
import { serve } from '@hono/node-server';
import { type Adapter, Chat } from 'chat';
import { GptBotsHumanClient } from 'gptbots-human';
import { createBridge } from 'gptbots-human/bridge';
import { chatSdkConnector } from 'gptbots-human/chat-sdk';
import { createDesk } from 'gptbots-human/desk';
import { Hono } from 'hono';
import { openStore } from '../stores/open-store.ts';

const { env } = process;
const { store, close } = await openStore(); // of DATABASE_URL: not in memory, which would forget whose conversation is whose
const desk = createDesk({
  client: new GptBotsHumanClient(), // reads GPTBOTS_API_KEY and GPTBOTS_BASE_URL
  secret: env.GPTBOTS_WEBHOOK_SECRET,
  store,
  remind: { waitingMs: 20_000, answerMs: 120_000 },
  onError: (error) => console.error(error),
});

const discord = createDiscordAdapter(); // reads DISCORD_BOT_TOKEN, DISCORD_APPLICATION_ID and DISCORD_PUBLIC_KEY
const chat = new Chat({
  userName: 'support',
  adapters: { discord: discord as Adapter }, // `as Adapter` only where exactOptionalPropertyTypes is on
  state: createMemoryState(), // for several instances: @chat-adapter/state-redis or -pg
  concurrency: 'concurrent', // the default throws messages away
  logger: 'warn',
});
const connector = chatSdkConnector(chat, { channel: env.DISCORD_CHANNEL });
const bridge = createBridge(desk, connector, { name: 'discord', onError: (error) => console.error(error) });
await bridge.start();

const app = new Hono();
app.all('/gptbots/*', (c) => desk.webhook.fetch(c.req.raw));
app.post('/discord', (c) => chat.webhooks.discord(c.req.raw)); // buttons
const server = serve({ fetch: app.fetch, port: Number(env.PORT ?? 3000) }, ({ port }: AddressInfo) => {
  console.log(`Listening on http://localhost:${port}/gptbots, and for Discord under /discord`);
});

// Discord tells of messages only through its gateway, over a connection. One process keeps it; others that set
// DISCORD_GATEWAY=elsewhere are told by it under /discord, see the adapter's guide.
const ending = new AbortController();
async function keepListening() {
  await chat.initialize();
  while (!ending.signal.aborted) {
    await new Promise<unknown>((resolve) => {
      void discord.startGatewayListener({ waitUntil: resolve }, 86_400_000, ending.signal);
    });
    await pause(5_000, undefined, { signal: ending.signal }).catch(() => {});
  }
}
if (env.DISCORD_GATEWAY !== 'elsewhere') void keepListening().catch((error) => console.error(error));

const shutDown = async () => {
  ending.abort();
  await bridge.stop();
  await desk.shutdown();
  await chat.shutdown();
  server.close();
  await close();
};
process.once('SIGTERM', shutDown).once('SIGINT', shutDown);
