import { createHumanWebhook, decline, type GptBotsHumanClient, type HumanWebhook } from 'gptbots-human';
import type { Tickets } from './tickets.ts';

export function createWebhook(client: GptBotsHumanClient, tickets: Tickets): HumanWebhook {
  return createHumanWebhook({
    secret: process.env.GPTBOTS_WEBHOOK_SECRET,
    establish: async ({ conversation_id, body, user_info }, ctx) => {
      if (!tickets.isStaffed()) return decline('outside business hours'); // 503: the user sees "Busy"
      // Before the answer: when this throws, GPTBots gets 500.
      await tickets.open(conversation_id, { transcript: body, userId: user_info?.user_id, signal: ctx.signal });
      // After the answer: the reply that keeps the conversation.
      ctx.waitUntil(() => client.sendReply({ conversation_id, body: 'Hello, someone will be with you in a minute.' }));
    },
    chat: ({ conversation_id, body }, ctx) => tickets.append(conversation_id, body, { signal: ctx.signal }),
    close: ({ conversation_id, type }) => tickets.close(conversation_id, type), // 'TIMEOUT' or 'USER_CLOSED'
    onError: (error, { route, conversation_id }) => console.error({ route, conversation_id }, error),
  });
}
