import { createHumanWebhook } from 'gptbots-human';

/** The conversations that were opened: what the tests of the mounting samples look at. */
export const opened: string[] = [];

export const webhook = createHumanWebhook({
  secret: process.env.GPTBOTS_WEBHOOK_SECRET,
  establish: ({ conversation_id }, ctx) => ctx.waitUntil(() => opened.push(conversation_id)),
  chat: () => {},
  close: () => {},
});
