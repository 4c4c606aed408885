import { type DeskDatabase, databaseStore, type Want } from 'gptbots-human/desk';
import { manualClock } from 'gptbots-human/testing';
import { expect, it, onTestFinished, vi } from 'vitest';
import { mapDatabase } from '../../examples/stores/map-database.ts';
import { systemClock } from '../../src/internal/clock.ts';
import { chatOf, establishOf, newTurn, replyOf, times } from '../../src/testing/store/contract/set-up.ts';

function openStore(database: DeskDatabase, options: Parameters<typeof databaseStore>[1] = {}) {
  const store = databaseStore(database, options);
  store.open({ ...times, clock: systemClock });
  onTestFinished(() => store.shutdown());
  return store;
}

function newPromise() {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const never = () => new Promise<never>(() => {});

it('a question that is never answered holds up its own step only, not what comes later to the conversation', async () => {
  const database = mapDatabase();
  let isHung = true;
  const load: DeskDatabase['load'] = (...given) => (isHung ? never() : database.load(...given));
  const store = openStore({ ...database, load }, { commandTimeoutMs: 50 });
  await expect(store.step('chat', chatOf('c', 'one'))).rejects.toMatchObject({ kind: 'store' });
  isHung = false;
  expect(await store.step('chat', chatOf('c', 'two'))).toMatchObject({ outcome: 'stored' });
});

it('a step is not given up before its time, as its write is refused only then, also when a timer ends early', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const time = vi.spyOn(performance, 'now').mockReturnValue(0);
  const { promise: asked, resolve } = newPromise();
  const load = () => {
    resolve();
    return never();
  };
  const store = openStore({ ...mapDatabase(), load }, { commandTimeoutMs: 50 });
  const step = store.step('chat', chatOf('c', 'one'));
  let isGivenUp = false;
  const givenUp = expect(step)
    .rejects.toMatchObject({ kind: 'store' })
    .then(() => {
      isGivenUp = true;
    });
  await asked;
  time.mockReturnValue(49.5);
  await vi.advanceTimersByTimeAsync(50);
  expect(isGivenUp).toBe(false);
  time.mockReturnValue(50);
  await vi.advanceTimersByTimeAsync(1);
  await givenUp;
});

it('a step loads what it needs in a few questions, however much waits to be sent', async () => {
  const database = mapDatabase();
  const asked: Want[] = [];
  const load: DeskDatabase['load'] = (conversationId, want) => {
    asked.push(want);
    return database.load(conversationId, want);
  };
  const store = openStore({ ...database, load });
  await store.step('establish', establishOf('c'));
  for (let n = 0; n < 50; n++) await store.step('reply', replyOf('c', `${n}`), newTurn());
  asked.length = 0;
  const { changes } = await store.step('close', { conversationId: 'c', type: 'USER_CLOSED' });
  expect(changes).toHaveLength(50);
  expect(asked.length).toBeLessThanOrEqual(2);
});

it('a shutdown does not wait for ever for a database that lets go of nothing', async () => {
  const store = openStore({ ...mapDatabase(), close: never }, { commandTimeoutMs: 50 });
  await store.shutdown();
});

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
