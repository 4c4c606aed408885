import { databaseStore } from 'gptbots-human/desk';
import { manualClock } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { mapDatabase } from '../../examples/stores/map-database.ts';
import { chatOf } from '../../src/testing/store/contract/set-up.ts';

it('a sweep ends also when a database goes on telling of conversations that it has lost, and asks for them to be removed', async () => {
  const clock = manualClock();
  const database = mapDatabase(clock.now);
  const removed: [string, string][] = [];
  const store = databaseStore({
    ...database,
    async due(before, limit) {
      const due = await database.due(before, limit);
      const lost = Array.from({ length: limit }, (_, index) => `lost ${index}`);
      return { ...due, conversationIds: [...due.conversationIds, ...lost].slice(0, limit) };
    },
    async erase(conversationId, revision, event) {
      removed.push([conversationId, revision]);
      return database.erase(conversationId, revision, event);
    },
  });
  store.open({ waitTimeoutMs: 1_000, idleTimeoutMs: 1_000, orphanTimeoutMs: 1_000, clock });
  await store.step('chat', chatOf('c', 'hello'));
  await clock.advance(2_000);
  const sweep = await store.sweep();
  expect(sweep.changes).toMatchObject([{ type: 'closed' }]);
  expect(sweep.more, 'there was one among them').toBe(true);
  expect(await store.sweep()).toEqual({ changes: [], waiting: [], more: false });
  expect(removed.slice(0, 2)).toEqual([
    ['lost 0', ''],
    ['lost 1', ''],
  ]);
});
