import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createHumanWebhook, type HumanWebhookOptions } from 'gptbots-human';
import { expect, it } from 'vitest';
import { post } from '../helpers/post.ts';
import { secret } from '../helpers/test-webhook.ts';

setFlagsFromString('--expose-gc');
// What the flag brings: the collector as a function.
const collectGarbage = runInNewContext('gc') as () => void;

const megabyte = 1024 * 1024;
const rounds = 6000;
// As long as an id may be, so that what is kept of so many conversations shows: 3 MB.
const filling = 'x'.repeat(490);

const later = (_request: unknown, ctx: { waitUntil(work: () => void): void }) => ctx.waitUntil(() => {});

it.each([
  ['settled turns', { dedupe: false }],
  ['settled turns of slow handlers', { dedupe: false, chat: () => new Promise<void>(setImmediate) }],
  ['work that was done', { dedupe: false, chat: later }],
  ['requests that failed', { chat: () => Promise.reject(new Error('no')) }],
  ['requests that timed out', { timeoutMs: 1, chat: () => new Promise<void>(() => {}) }],
  ['handled requests beyond maxEntries', { dedupe: { maxEntries: 10 } }],
  ['the texts of handled requests', { dedupe: { maxEntries: 10_000 } }],
] satisfies [string, Partial<HumanWebhookOptions>][])('keeps no memory of %s', async (_case, options) => {
  const webhook = createHumanWebhook({
    secret,
    establish() {},
    chat() {},
    close() {},
    logger: {},
    onError: () => {},
    ...options,
  });
  await converse('first');
  const before = usedAfterCollection();
  await converse('second');
  await webhook.drain();
  const grown = usedAfterCollection() - before;
  expect(grown / megabyte, `expected no growth to speak of over ${rounds} conversations, in MB`).toBeLessThan(1.5);

  async function converse(name: string): Promise<void> {
    for (let start = 0; start < rounds; start += 100) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          post(webhook, 'chat', { fields: { conversation_id: `${name} ${start + index} ${filling}`, body: filling } }),
        ),
      );
      // A refused request would leave nothing behind in any case.
      expect(answers.map(({ status }) => status)).not.toContain(400);
    }
  }
});

function usedAfterCollection(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
