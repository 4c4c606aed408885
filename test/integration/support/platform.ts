import { type ClientOptions, createHumanWebhook, GptBotsHumanClient } from 'gptbots-human';
import { createPlatform, type Platform, type PlatformOptions } from 'gptbots-human/testing';
import { afterAll } from 'vitest';

export const secret = 'a secret for tests';

// Not when a test ends: of tests that run side by side, that would be any of them.
const platforms: Platform[] = [];
afterAll(() => Promise.all(platforms.splice(0).map((platform) => platform.close())));

/** A platform that is closed after the tests of the file. */
export function testPlatform(options: PlatformOptions = {}): Platform {
  const platform = createPlatform({ secret, apiKey: 'test', ...options });
  platforms.push(platform);
  return platform;
}

/** One whose webhook takes everything, and does nothing. */
export function quietPlatform(options?: PlatformOptions): Platform {
  const platform = testPlatform(options);
  const nothing = () => {};
  platform.connect(createHumanWebhook({ secret, establish: nothing, chat: nothing, close: nothing }));
  return platform;
}

/** How a client reaches a platform. */
export type Transport = 'platform.fetch' | 'HTTP';
export const transports: Transport[] = ['platform.fetch', 'HTTP'];

/** A client of the platform. */
export async function clientOf(
  platform: Platform,
  transport: Transport,
  options: ClientOptions = {},
): Promise<GptBotsHumanClient> {
  const reach = transport === 'HTTP' ? { baseUrl: (await platform.listen()).url } : { fetch: platform.fetch };
  return new GptBotsHumanClient({ apiKey: 'test', ...reach, ...options });
}
