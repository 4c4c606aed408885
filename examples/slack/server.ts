// npx tsx --env-file=.env server.ts, with what .env.example lists
import type { AddressInfo } from 'node:net';
import { createSlackAdapter } from '@chat-adapter/slack';
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

const slack = createSlackAdapter({
  // Reads SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET. The bridge tries again itself, and not before Slack allows it.
  webClientOptions: { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: 15_000 },
});
const chat = new Chat({
  userName: 'support',
  adapters: { slack: slack as Adapter }, // `as Adapter` only where exactOptionalPropertyTypes is on
  state: createMemoryState(), // for several instances: @chat-adapter/state-redis or -pg
  concurrency: 'concurrent', // the default throws messages away
  logger: 'warn',
});
const connector = chatSdkConnector(chat, { channel: env.SLACK_CHANNEL });
const bridge = createBridge(desk, connector, { name: 'slack', onError: (error) => console.error(error) });
await bridge.start();

const app = new Hono();
app.all('/gptbots/*', (c) => desk.webhook.fetch(c.req.raw));
app.post('/slack', (c) => chat.webhooks.slack(c.req.raw));
const server = serve({ fetch: app.fetch, port: Number(env.PORT ?? 3000) }, ({ port }: AddressInfo) => {
  console.log(`Listening on http://localhost:${port}/gptbots, and for Slack under /slack`);
});

const shutDown = async () => {
  await bridge.stop();
  await desk.shutdown();
  await chat.shutdown();
  server.close();
  await close();
};
process.once('SIGTERM', shutDown).once('SIGINT', shutDown);
