import { createHumanWebhook, type HumanWebhookOptions } from 'gptbots-human';

export function createWebhook(
  handlers: Pick<HumanWebhookOptions, 'establish' | 'chat' | 'close'>,
  newSecret: string,
  oldSecret: string,
  allowedAddresses: Set<string>,
) {
  return createHumanWebhook({
    secret: [newSecret, oldSecret], // both are accepted until GPTBots' settings hold the new one
    verify: ({ headers }) => {
      // Only behind a proxy of yours that sets this header itself and lets no caller set it.
      const address = headers instanceof Headers ? headers.get('x-real-ip') : headers['x-real-ip'];
      return typeof address === 'string' && allowedAddresses.has(address);
    },
    ...handlers,
  });
}
