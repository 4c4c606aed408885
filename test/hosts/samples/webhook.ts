import { createHumanWebhook, type HumanWebhookOptions } from 'gptbots-human';

export const options: HumanWebhookOptions = {
  secret: process.env.GPTBOTS_WEBHOOK_SECRET,
  establish: () => {},
  chat: () => {},
  close: () => {},
};

export const webhook = createHumanWebhook(options);
