import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk } from 'gptbots-human/desk';
import { createPlatform, manualClock } from 'gptbots-human/testing';
import { expect, it, onTestFinished } from 'vitest';
import { Database } from '../../examples/stores/database.ts';
import { databaseStore } from '../../examples/stores/store.ts';
import { describeStore } from '../desk/store-contract.ts';
import { deferred } from '../helpers/deferred.ts';

// The same suite as for the stores of this package.
describeStore("the guide's own store", async (options) => ({
  store: databaseStore(new Database(), options),
  close: async () => {},
}));

function openDesk(database: Database, options: Parameters<typeof databaseStore>[1] = {}) {
  const clock = manualClock();
  const platform = createPlatform({ secret: 'secret', clock });
  onTestFinished(() => platform.close());
  const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch });
  const store = databaseStore(database, options);
  const desk = createDesk({ client, secret: 'secret', clock, store, logger: {}, onError: () => {} });
  onTestFinished(() => desk.shutdown());
  platform.connect(desk.webhook);
  return { platform, desk };
}

it("the guide's own store carries a whole handoff", async () => {
  const { platform, desk } = openDesk(new Database());
  const { cursor } = await desk.sessions();
  const visitor = await platform.visitor();
  const { conversationId } = visitor;
  await visitor.say('hello');
  const replies = ['one', 'two', 'three'].map((text) => desk.reply(conversationId, text));
  expect((await Promise.all(replies)).map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
  expect(await desk.close(conversationId, { farewell: 'Bye' })).toMatchObject({ closeReason: 'agent_closed' });
  expect(visitor.replies.map(({ body }) => body)).toEqual(['one', 'two', 'three', 'Bye']);
  const types: string[] = [];
  for await (const { type } of desk.events({ after: cursor })) {
    types.push(type);
    if (type === 'closed') break;
  }
  expect(
    types.filter((type) => type === 'settled'),
    'the outcomes of four messages',
  ).toHaveLength(4);
});

it("the guide's own store refuses what its caller no longer waits for, and the webhook answers 503", async () => {
  const database = new Database();
  const { platform, desk } = openDesk(database, { timeoutMs: 1_000 });
  const { promise, resolve } = deferred();
  const other = database.transaction(() => promise);
  const visitor = await platform.visitor();
  resolve();
  await other;
  expect(visitor.status).toBe('busy');
  expect(await desk.session(visitor.conversationId), 'what was stored of the establish').toBeUndefined();
});
