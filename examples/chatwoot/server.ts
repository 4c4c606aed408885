// npx tsx --env-file=.env server.ts, with what .env.example lists
import type { AddressInfo } from 'node:net';
import express from 'express';
import { GptBotsHumanClient } from 'gptbots-human';
import { createBridge } from 'gptbots-human/bridge';
import { chatwootConnector } from 'gptbots-human/chatwoot';
import { createDesk } from 'gptbots-human/desk';
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

const chatwoot = chatwootConnector({
  baseUrl: env.CHATWOOT_BASE_URL,
  accountId: env.CHATWOOT_ACCOUNT_ID,
  inboxId: env.CHATWOOT_INBOX_ID,
  apiAccessToken: env.CHATWOOT_API_ACCESS_TOKEN,
  webhookSecret: env.CHATWOOT_WEBHOOK_SECRET,
  urlToken: env.CHATWOOT_URL_TOKEN, // one of the two will do
});
const bridge = createBridge(desk, chatwoot, { name: 'chatwoot', onError: (error) => console.error(error) });

const app = express();
app.use('/gptbots', desk.webhook.node);
app.use('/chatwoot', chatwoot.webhook.node);
const server = app.listen(Number(env.PORT ?? 3000), (error) => {
  if (error) throw error;
  const { port } = server.address() as AddressInfo; // on TCP it is never a pipe's name
  console.log(`Listening on http://localhost:${port}/gptbots, and for Chatwoot under /chatwoot`);
});
await bridge.start();

const shutDown = async () => {
  await bridge.stop();
  await desk.shutdown();
  server.close();
  await close();
};
process.once('SIGTERM', shutDown).once('SIGINT', shutDown);
