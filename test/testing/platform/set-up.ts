import { createHumanWebhook, GptBotsHumanClient, type HumanWebhookOptions } from 'gptbots-human';
import { createPlatform, type Platform, type PlatformOptions } from 'gptbots-human/testing';
import { afterEach } from 'vitest';

/** What the webhook of these tests accepts. */
export const secret = 'a secret for tests';
const platforms: Platform[] = [];

afterEach(async () => {
  await Promise.all(platforms.splice(0).map((platform) => platform.close()));
});

/** A platform with a webhook that keeps what it hears. */
export function setUp(options: PlatformOptions = {}, handlers: Partial<HumanWebhookOptions> = {}) {
  const platform = createPlatform({ secret, ...options });
  platforms.push(platform);
  const heard: { route: string; request: { conversation_id: string; [field: string]: unknown } }[] = [];
  const hear = (route: string) => (request: { conversation_id: string }) => {
    heard.push({ route, request });
  };
  const webhook = createHumanWebhook({
    secret,
    logger: {},
    establish: hear('establish'),
    chat: hear('chat'),
    close: hear('close'),
    ...handlers,
  });
  platform.connect(webhook);
  const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch, retry: 'never' });
  return { platform, webhook, client, heard };
}
