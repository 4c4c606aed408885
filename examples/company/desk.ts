// npx tsx examples/company/desk.ts, with SHOP_SECRET, SHOP_API_KEY, TRAVEL_SECRET and TRAVEL_API_KEY set
// One desk for a whole company: two GPTBots agents, three Human Service components, opening hours, a limited line, reminders.
import { pathToFileURL } from 'node:url';
import express from 'express';
import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk, type Session, turnAway } from 'gptbots-human/desk';
import { openStore } from '../stores/open-store.ts';
import { isOpen } from './opening-hours.ts';

const agents = new Map([
  ['665d88b03ce2b13cf2d57345', new GptBotsHumanClient({ apiKey: process.env.SHOP_API_KEY })],
  ['665d88b03ce2b13cf2d57346', new GptBotsHumanClient({ apiKey: process.env.TRAVEL_API_KEY })],
]);

// An orphan's `botId` is '': which agent it belongs to is not known, so nothing is sent until its establish has come.
function clientOf({ botId }: Session): GptBotsHumanClient {
  const client = agents.get(botId);
  if (client) return client;
  throw new Error(`No API key is known for the agent "${botId}".`);
}

export async function openDesk({ now = () => new Date() } = {}) {
  const { store, close } = await openStore();
  const desk = createDesk({
    client: clientOf,
    secret: [process.env.SHOP_SECRET ?? '', process.env.TRAVEL_SECRET ?? ''],
    store,
    accept: (_request, { url }) => {
      if (!isOpen(now())) return turnAway('We are here on weekdays from 9 to 17. Please ask again then.');
      // '/gptbots/billing/conversation/establish': the component's path says which team is asked for.
      return { labels: [url.split('/')[2] ?? 'general'] };
    },
    maxWaiting: 50,
    whenFull: turnAway('Many people wait at the moment. Please try again in half an hour.'),
    greeting: async ({ labels: [team] }) => `You are in line for ${team}. Somebody will be with you shortly.`,
    remind: { waitingMs: 20_000, answerMs: 120_000 },
    onOverdue: ({ conversationId, labels, agent }, { waitingFor }) =>
      console.log('somebody waits for too long', { conversationId, labels, agent: agent?.id, waitingFor }),
    onError: (error) => console.error(error),
  });
  return { desk, close };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { desk, close } = await openDesk();
  const app = express();
  // In GPTBots, the components have /gptbots/billing, /gptbots/returns and /gptbots/travel behind your domain.
  app.use('/gptbots/:team', desk.webhook.node);
  const { PORT = '3000' } = process.env;
  const server = app.listen(Number(PORT), (error) => {
    if (error) throw error;
    console.log(`Listening on http://localhost:${PORT}/gptbots/<team>`);
  });
  const shutDown = async () => {
    await desk.shutdown();
    server.close();
    await close();
  };
  process.once('SIGTERM', shutDown).once('SIGINT', shutDown);
}
