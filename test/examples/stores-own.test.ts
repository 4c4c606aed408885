import { GptBotsHumanClient } from 'gptbots-human';
import { createDesk, type DeskDatabase, databaseStore } from 'gptbots-human/desk';
import { createPlatform, manualClock } from 'gptbots-human/testing';
import { expect, it, onTestFinished } from 'vitest';
import { mapDatabase } from '../../examples/stores/map-database.ts';

function openDesk(database: DeskDatabase, options: Parameters<typeof databaseStore>[1] = {}) {
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
  const { platform, desk } = openDesk(mapDatabase());
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
  const database = mapDatabase();
  const slow = { ...database, load: () => new Promise<never>(() => {}) };
  const { platform } = openDesk(slow, { commandTimeoutMs: 100 });
  const visitor = await platform.visitor();
  expect(visitor.status).toBe('busy');
  const { kept } = await database.load(visitor.conversationId, { ids: [], seqs: [], around: undefined });
  expect(kept, 'what was stored of the establish').toBeUndefined();
});
