// npx tsx examples/fastify/server.ts, with GPTBOTS_WEBHOOK_SECRET and GPTBOTS_API_KEY set
import fastify from 'fastify';
import { createHumanWebhook, GptBotsHumanClient } from 'gptbots-human';
import { toFastify } from 'gptbots-human/fastify';

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

const app = fastify();
app.register(toFastify(webhook), { prefix: '/gptbots' });
const address = await app.listen({ host: '0.0.0.0', port: Number(process.env.PORT ?? 3000) });
console.log(`Listening on ${address}/gptbots`);

// Refuses new requests; waits for running ones, and for replies on their way.
const shutDown = () => webhook.drain().then(() => app.close());
process.once('SIGTERM', shutDown).once('SIGINT', shutDown);
