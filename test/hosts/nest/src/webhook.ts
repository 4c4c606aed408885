import { createHumanWebhook } from 'gptbots-human';

export const webhook = createHumanWebhook({
  secret: process.env.GPTBOTS_WEBHOOK_SECRET,
  establish: () => {},
  chat: ({ conversation_id }, ctx) =>
    ctx.waitUntil(() => console.log('after the answer', JSON.stringify(conversation_id))),
  close: () => {},
});
