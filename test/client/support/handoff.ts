import { type ClientOptions, GptBotsHumanClient } from 'gptbots-human';
import { createPlatform, type Platform, type Visitor } from 'gptbots-human/testing';
import { onTestFinished } from 'vitest';
import { apiKey } from './client.ts';

/** A client of a simulated GPTBots, and a visitor who waits for its replies, for one test. */
export async function handoff(
  options: ClientOptions = {},
): Promise<{ client: GptBotsHumanClient; platform: Platform; visitor: Visitor }> {
  const platform = createPlatform({ apiKey });
  onTestFinished(() => platform.close());
  platform.connect(() => Response.json({ code: 200, message: 'success' }));
  const { url } = await platform.listen();
  const client = new GptBotsHumanClient({ apiKey, baseUrl: url, ...options });
  return { client, platform, visitor: await platform.visitor() };
}
