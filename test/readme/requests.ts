import { createHumanWebhook, type HumanWebhook, type HumanWebhookOptions, type WebhookRequest } from 'gptbots-human';

/** A webhook whose handlers do nothing, open to all, and silent; but for what `options` say. */
export function webhookWith(options: Partial<HumanWebhookOptions> = {}): HumanWebhook {
  const quiet = { secret: false, establish: () => {}, chat: () => {}, close: () => {}, logger: {} } as const;
  return createHumanWebhook({ ...quiet, ...options });
}

/** A chat request that keeps the contract. */
export function chatRequest(fields: Record<string, unknown> = {}, url = '/chat'): WebhookRequest {
  const body = { conversation_id: 'c1', timestamp: 1742265090895, body: 'hello', ...fields };
  return { method: 'POST', url, headers: {}, body };
}

/** An establish request that keeps the contract. */
export function establishRequest(fields: Record<string, unknown> = {}): WebhookRequest {
  const body = { conversation_id: 'c1', timestamp: 1742265090895, bot_id: 'b1', ...fields };
  return { method: 'POST', url: '/conversation/establish', headers: {}, body };
}

/** A promise that somebody else resolves. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
