import { inspect } from 'node:util';
import { GptBotsHumanClient, type Logger } from 'gptbots-human';
import { createDesk, type DeskOptions } from 'gptbots-human/desk';
import { createPlatform, manualClock } from 'gptbots-human/testing';
import { expect, onTestFinished } from 'vitest';

/** None of these may be read anywhere but in the transcript and the session. */
export const canaries = {
  key: 'canary-api-key',
  secret: 'canary-webhook-secret',
  said: 'canary said by the user',
  reply: 'canary reply of the agent',
  farewell: 'canary farewell',
  greeting: 'canary greeting',
  email: 'canary@example.com',
  phone: '+4917012345678',
  name: 'Canary Miller',
  agent: 'Canary Agent',
};

/** A desk that knows all of them, and what it logged and reported. */
export function setUpWithCanaries(options: Partial<DeskOptions>) {
  const clock = manualClock();
  const platform = createPlatform({ secret: canaries.secret, clock });
  const lines: string[] = [];
  const errors: unknown[] = [];
  const log = (message: string, fields?: Record<string, unknown>) => void lines.push(whole([message, fields]));
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const client = new GptBotsHumanClient({
    apiKey: canaries.key,
    fetch: platform.fetch,
    timeoutMs: 100,
    retry: 'never',
    logger,
  });
  const desk = createDesk({
    client,
    secret: canaries.secret,
    clock,
    logger,
    greeting: canaries.greeting,
    onError: (error) => errors.push(error),
    ...options,
  });
  platform.connect(desk.webhook);
  onTestFinished(async () => {
    await platform.close();
    const ended = desk.shutdown({ timeoutMs: 1 });
    await clock.advance(1);
    await ended;
  });
  // What a hook threw is the developer's own.
  const ours = () =>
    errors.filter((error) => !(error instanceof Error && Object.values(canaries).includes(error.message)));
  return {
    desk,
    platform,
    clock,
    overheard: () => ({ logged: lines.join('\n'), reported: ours().map(whole).join('\n') }),
  };
}

/** Fails when one of them is in these texts, each under the name of where it was found. */
export function expectNoCanaries(places: Record<string, string>): void {
  for (const [place, text] of Object.entries(places)) {
    for (const [what, canary] of Object.entries(canaries)) {
      expect(text.includes(canary), `${what} was found in what was ${place}:\n${text}`).toBe(false);
    }
  }
}

/** A value as text, with hidden fields and causes; its stack shows where in a test it was thrown, not what. */
export function whole(value: unknown): string {
  return inspect(value, { depth: 10, showHidden: true });
}
