// npx tsx examples/sessions/server.ts, with GPTBOTS_WEBHOOK_SECRET and GPTBOTS_API_KEY set
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { GptBotsHumanClient, isGptBotsHumanError } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { openStore } from '../stores/open-store.ts';

const { store, close } = await openStore(); // of DATABASE_URL
const desk = createDesk({
  client: new GptBotsHumanClient(), // reads GPTBOTS_API_KEY and GPTBOTS_BASE_URL
  secret: process.env.GPTBOTS_WEBHOOK_SECRET,
  store, // for example sqliteStore(new Database('desk.db')); left out, sessions are kept in memory
  greeting: 'You are in line; a person will be with you shortly.',
  onUnanswered: ({ conversationId }) => console.log('Nobody answered, call them back:', { conversationId }),
  onError: (error) => console.error(error),
});

const app = express();
app.use('/gptbots', desk.webhook.node);

// For the page of your agents; your login goes before it.
const agents = express.Router().use(express.json());
agents.get('/sessions', async (_req, res) => void res.json(await desk.sessions({ state: 'waiting' })));
agents.get('/sessions/:id', async (req, res) => void res.json(await desk.transcript(req.params.id)));
agents.post('/sessions/:id/reply', async (req, res) => {
  const { text, id, agent } = req.body;
  res.json(await desk.reply(req.params.id, text, { id, agent })); // the same id again is the same reply
});
agents.post('/sessions/:id/close', async (req, res) => {
  res.json(await desk.close(req.params.id, { farewell: 'Thank you, good bye.' }));
});
agents.get('/events', async (req, res) => {
  const gone = new AbortController();
  res.on('close', () => gone.abort());
  res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  const after = req.get('last-event-id') ?? req.query.after?.toString(); // a browser that is back, or one that has loaded the sessions
  for await (const event of desk.events({ after, signal: gone.signal })) {
    res.write(`id: ${event.cursor}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  res.end();
});
agents.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
  if (!isGptBotsHumanError(error)) return next(error);
  console.error(error);
  if (res.headersSent) return res.end('event: reload\ndata:\n\n'); // kind 'cursor': load the sessions again
  res.status(error.kind === 'input' ? 400 : 409).json({ kind: error.kind, delivery: error.delivery });
});
app.use('/agents', agents);

// Without a login, whoever reaches it speaks for your company: so only this machine does. What stands before it on this machine,
// such as a proxy, lets GPTBots reach /gptbots and nothing else.
const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', (error) => {
  if (error) throw error;
  const { port } = server.address() as AddressInfo; // on TCP it is never a pipe's name
  console.log(`Listening on http://127.0.0.1:${port}/gptbots`);
});

// Refuses what is new, finishes what is under way, ends all `events()`.
const shutDown = async () => {
  await desk.shutdown();
  server.close();
  await close();
};
process.once('SIGTERM', shutDown).once('SIGINT', shutDown);
