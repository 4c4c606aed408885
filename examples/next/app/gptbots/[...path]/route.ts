// Next.js' app router: app/gptbots/[...path]/route.ts
import { createHumanWebhook, GptBotsHumanClient, type HumanWebhook } from 'gptbots-human';

function createWebhook(): HumanWebhook {
  const client = new GptBotsHumanClient(); // reads GPTBOTS_API_KEY and GPTBOTS_BASE_URL
  return createHumanWebhook({
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
}

// Made at the first request: `next build` loads this file too, and should not need the secrets.
let webhook: HumanWebhook | undefined;

export function POST(request: Request): Promise<Response> {
  webhook ??= createWebhook();
  // On a serverless host: webhook.fetch(request, { waitUntil: after }), with after from 'next/server'.
  return webhook.fetch(request);
}
