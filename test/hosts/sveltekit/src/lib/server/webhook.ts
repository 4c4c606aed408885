// src/lib/server/webhook.ts
import { createHumanWebhook, type HumanWebhook } from 'gptbots-human';
import { env } from '$env/dynamic/private';

let webhook: HumanWebhook | undefined;

/** Made at the first request: the build loads this file too, and has no secrets. */
export function getWebhook(): HumanWebhook {
  webhook ??= createHumanWebhook({
    secret: env.GPTBOTS_WEBHOOK_SECRET,
    establish: () => {},
    chat: ({ conversation_id }, ctx) =>
      ctx.waitUntil(() => console.log('after the answer', JSON.stringify(conversation_id))),
    close: () => {},
  });
  return webhook;
}
