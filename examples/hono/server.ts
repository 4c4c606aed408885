// npx tsx examples/hono/server.ts, with GPTBOTS_WEBHOOK_SECRET and GPTBOTS_API_KEY set
import { serve } from '@hono/node-server';
import { createHumanWebhook, GptBotsHumanClient } from 'gptbots-human';
import { Hono } from 'hono';

const client = new GptBotsHumanClient(); // reads GPTBOTS_API_KEY and GPTBOTS_BASE_URL
const webhook = createHumanWebhook({
  secret: process.env.GPTBOTS_WEBHOOK_SECRET,
  establish: ({ conversation_id }, ctx) => {
    // Runs once GPTBots has its 200. Without a reply within 60 s, GPTBots ends the conversation.
    ctx.waitUntil(() => client.sendReply({ conversation_id, body: 'You are through to our team. How can we help?' }));
  },
  chat: ({ conversation_id, body }, ctx) => {
    // Pass it on to your agents here. This example repeats what it hears, and closes the session after a bye.
    ctx.waitUntil(async () => {
      await client.sendReply({ conversation_id, body: `You wrote: ${body}` });
      if (body === 'bye') await client.closeSession({ conversation_id });
    });
  },
  close: ({ conversation_id, type }) => console.log('Over:', { conversation_id, type }),
  onError: (error) => console.error(error),
});

const app = new Hono();
app.all('/gptbots/*', (c) => webhook.fetch(c.req));
const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => {
  console.log(`Listening on http://localhost:${port}/gptbots`);
});

// Refuses new requests; waits for running ones, and for replies on their way.
const shutDown = () => webhook.drain().then(() => server.close());
process.once('SIGTERM', shutDown).once('SIGINT', shutDown);
