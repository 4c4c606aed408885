import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createDesk, memoryStore } from 'gptbots-human/desk';
import { manualClock, samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { pass } from './support/passing-time.ts';
import { post, secret } from './support/scene.ts';

setFlagsFromString('--expose-gc');
// What the flag brings: the collector as a function.
const collectGarbage = runInNewContext('gc') as () => void;

const megabyte = 1024 * 1024;
const conversations = 6000;
// The longest an id may be, so that what is kept of so many conversations shows: 3 MB for each place that keeps their id.
const filling = 'x'.repeat(490);

it('keeps nothing of 6,000 conversations that are over: no turn, nobody who waits, no session', async () => {
  const clock = manualClock();
  const sendReply = async ({ body }: { body: string }) => {
    if (body === 'lost') throw new Error('not well');
    return {};
  };
  const store = memoryStore({ retentionMs: 1000, eventsMax: 1000 });
  const options = {
    client: { sendReply, closeSession: async () => ({}) },
    secret,
    clock,
    store,
    logger: {},
    onError: () => {},
    greeting: 'One minute, please.',
    accept: () => true,
    onMessage: () => {},
    onClosed: () => {},
  };
  const [one, other] = [createDesk(options), createDesk(options)];

  await converse('first', 200);
  const before = usedAfterCollection();
  await converse('second', conversations);
  const grown = usedAfterCollection() - before;
  expect((await one.sessions()).sessions, 'sessions that are left').toEqual([]);
  expect(grown / megabyte, `expected no growth to speak of over ${conversations} conversations, in MB`).toBeLessThan(2);
  await Promise.all([one.shutdown(), other.shutdown()]);

  async function converse(name: string, count: number): Promise<void> {
    for (let i = 0; i < count; i += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, index) => haveOne(`${name} ${i + index} ${filling}`)));
    }
    // Those who wait for GPTBots and for hooks, and then the retention.
    await pass(clock, 5000);
  }

  async function haveOne(conversation_id: string): Promise<void> {
    const user_info = { phone: null, email: null, user_id: conversation_id, anonymous_id: null };
    await post({ desk: one }, 'establish', samples.establish('current', { conversation_id, user_info }));
    await post({ desk: other }, 'chat', samples.chat({ conversation_id }));
    await one.reply(conversation_id, 'lost', { id: 'lost' }).catch(() => {});
    const controller = new AbortController();
    const givenUp = other.reply(conversation_id, 'Hi', { signal: controller.signal }).catch(() => {});
    controller.abort();
    const again = other.reply(conversation_id, 'lost', { id: 'lost' }).catch(() => {});
    await Promise.all([givenUp, again, one.reply(conversation_id, 'Hi')]);
    await one.link(conversation_id, `ticket ${conversation_id}`);
    await other.claim(conversation_id, { id: 'ann' });
    await one.close(conversation_id, { farewell: 'Bye' });
  }
});

function usedAfterCollection(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
