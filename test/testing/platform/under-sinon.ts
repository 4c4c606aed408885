// Run by fake-timers.test.ts in a process of its own: sinon's fake timers, which Jest's are made of, replace nextTick and
// queueMicrotask too, without which a test runner cannot report any more. Prints what the kit did under them.
import { useFakeTimers } from 'sinon';
import { createHumanWebhook, GptBotsHumanClient } from '../../../src/index.ts';
import { checkWebhook, createPlatform, manualClock, type PlatformOptions } from '../../../src/testing/index.ts';

const fake = useFakeTimers();

function scene(options: PlatformOptions = {}) {
  const platform = createPlatform({ secret: 'test', ...options });
  const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch });
  const webhook = createHumanWebhook({
    secret: 'test',
    logger: {},
    establish: ({ conversation_id }, ctx) => ctx.waitUntil(() => client.sendReply({ conversation_id, body: 'hello' })),
    chat() {},
    close() {},
  });
  platform.connect(webhook);
  return { platform, webhook };
}

const clock = manualClock();
const { platform, webhook } = scene({ clock });
const visitor = await platform.visitor();
const greeting = (await visitor.nextReply()).body;
const nothing = await visitor.nextReply({ timeoutMs: 20 }).catch(String);
await clock.advance(600_000);
const byManualClock = visitor.endReason;

const other = scene().platform;
const waiting = await other.visitor();
await waiting.nextReply();
await fake.tickAsync(600_000);
const byFakeTime = waiting.endReason;

const unanswered = await checkWebhook({ handle: () => new Promise(() => {}) }, { timeoutMs: 100 });
await webhook.drain();
await platform.close();
await other.close();
fake.restore();

const durationMs = platform.calls[0]?.durationMs;
console.log(
  JSON.stringify({ greeting, nothing, byManualClock, byFakeTime, durationMs, got: unanswered.cases[0]?.got }),
);
