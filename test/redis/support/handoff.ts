import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk, type DeskEvent } from 'gptbots-human/desk';
import { type RedisClient, type RedisStoreOptions, redisStore } from 'gptbots-human/redis';
import { createPlatform } from 'gptbots-human/testing';
import { expect, onTestFinished } from 'vitest';

const secret = 'a secret for tests';

/** A desk on a Redis, beside a simulated GPTBots; ended with its test. */
export function openDesk(client: RedisClient, options: RedisStoreOptions = {}) {
  const platform = createPlatform({ secret });
  const gptbots = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch });
  const store = redisStore(client, options);
  const desk = createDesk({ client: gptbots, secret, store, logger: {}, onError: () => {} });
  onTestFinished(async () => {
    await desk.shutdown();
    await platform.close();
  });
  platform.connect(desk.webhook);
  return { desk, platform };
}

/** A whole handoff, and all that a desk can ask of its store. */
export async function expectHandoff(client: RedisClient, options: RedisStoreOptions = {}): Promise<void> {
  const { desk, platform } = openDesk(client, options);
  const { cursor } = await desk.sessions();
  const events: DeskEvent[] = [];
  const controller = new AbortController();
  const following = (async () => {
    for await (const event of desk.events({ after: cursor, signal: controller.signal })) events.push(event);
  })();
  const visitor = await platform.visitor({ user: { user_id: '7' } });
  const { conversationId } = visitor;
  await visitor.say('hello');
  await desk.reply(conversationId, 'Hi', { id: 'r' });
  await desk.reply(conversationId, 'Hi', { id: 'r' });
  await desk.claim(conversationId, { id: 'ann' });
  await desk.link(conversationId, 'one ticket');
  await desk.link(conversationId, 'ticket');
  expect(await desk.find('one ticket')).toBeUndefined();
  expect(await desk.find('ticket')).toMatchObject({ conversationId, agent: { id: 'ann' } });
  for (const query of [{}, { state: 'connected' as const }, { userKey: 'user:7' }]) {
    expect((await desk.sessions(query)).sessions).toMatchObject([{ conversationId, state: 'connected' }]);
  }
  expect(await desk.close(conversationId)).toMatchObject({ state: 'closed', closeReason: 'agent_closed' });
  expect(visitor.status, 'GPTBots was told of the close').toBe('closed');
  const lines = ['I would like to talk to a human.', '', 'hello', 'Hi'];
  expect((await desk.transcript(conversationId)).map(({ text }) => text)).toEqual(lines);
  const types = ['opened', 'message', 'message', 'settled', 'connected', 'updated', 'updated', 'updated', 'closed'];
  await expect.poll(() => events.map(({ type }) => type)).toEqual(types);
  controller.abort();
  await following;
}
