import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk, type Desk, type DeskOptions } from 'gptbots-human/desk';
import { createPlatform, type ManualClock, manualClock, type Platform, type Visitor } from 'gptbots-human/testing';
import { onTestFinished } from 'vitest';

const day = 86_400_000;

/** A desk and a GPTBots, on a clock that only moves when it is told to. */
export interface Scene {
  clock: ManualClock;
  platform: Platform;
  desk: Desk;
}

/** A desk with the README's defaults, and a GPTBots that never gives up on its own, so that the desk's clock is seen. */
export function setUp(options: Partial<DeskOptions> = {}): Scene {
  const clock = manualClock();
  const platform = createPlatform({ clock, waitTimeoutMs: 9 * day, idleTimeoutMs: 9 * day });
  const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch });
  const desk = createDesk({ client, secret: false, clock, logger: {}, ...options });
  platform.connect(desk.webhook);
  onTestFinished(async () => {
    await desk.shutdown();
    await platform.close();
  });
  return { clock, platform, desk };
}

/** A visitor who was replied to. */
export const connected = async ({ platform, desk }: Scene): Promise<Visitor> => {
  const visitor = await platform.visitor();
  await desk.reply(visitor.conversationId, 'hello');
  return visitor;
};
/** A message of a user, at a time of GPTBots'. */
export const chatTo = (desk: Desk, conversation_id: string, body: string, timestamp: number) =>
  desk.webhook.handle({ method: 'POST', url: '/chat', headers: {}, body: { conversation_id, timestamp, body } });
/** GPTBots' close. */
export const closeOf = (desk: Desk, conversation_id: string, type: string) => {
  const body = { conversation_id, timestamp: 1, type };
  return desk.webhook.handle({ method: 'POST', url: '/conversation/close', headers: {}, body });
};
/** The state of a session, and why it is closed. */
export const stateOf = async ({ desk }: Scene, { conversationId }: Visitor) => {
  const session = await desk.session(conversationId);
  return [session?.state, session?.closeReason].filter(Boolean);
};
