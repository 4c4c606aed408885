// npx tsx examples/bridges/server.ts, with GPTBOTS_WEBHOOK_SECRET, GPTBOTS_API_KEY, TICKETS_URL and TICKETS_TOKEN set
import { createHash, timingSafeEqual } from 'node:crypto';
import Database from 'better-sqlite3';
import express from 'express';
import { GptBotsHumanClient } from 'gptbots-human';
import { createBridge } from 'gptbots-human/bridge';
import { createDesk } from 'gptbots-human/desk';
import { sqliteStore } from 'gptbots-human/sqlite';
import { ticketConnector } from './ticket-connector.ts';

const { TICKETS_URL: url, TICKETS_TOKEN: token, PORT = '3000' } = process.env;
if (!url || !token)
  throw new Error('Set TICKETS_URL and TICKETS_TOKEN: where your help desk is, and what it lets you in with.');

const desk = createDesk({
  client: new GptBotsHumanClient(), // reads GPTBOTS_API_KEY and GPTBOTS_BASE_URL
  secret: process.env.GPTBOTS_WEBHOOK_SECRET,
  store: sqliteStore(new Database('desk.db')), // what a bridge knows is kept here: not in memory
  remind: { waitingMs: 20_000, answerMs: 120_000 },
});
const { connector, hear } = ticketConnector({ url, token });
const bridge = createBridge(desk, connector, { name: 'tickets', onError: (error) => console.error(error) });
await bridge.start();

const app = express();
app.use('/gptbots', desk.webhook.node);
app.post('/tickets', express.json(), (request, response) => {
  // Anybody could say they are your help desk.
  if (!isEqual(request.get('authorization') ?? '', `Bearer ${token}`)) {
    response.sendStatus(401);
    return;
  }
  hear(request.body);
  response.sendStatus(200);
});
const server = app.listen(Number(PORT), (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${PORT}/gptbots`);
});

const shutDown = async () => {
  await bridge.stop();
  await desk.shutdown();
  server.close();
};
process.once('SIGTERM', shutDown).once('SIGINT', shutDown);

// In constant time.
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
