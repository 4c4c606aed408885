import { databaseStore } from 'gptbots-human/desk';
import { expect, it, onTestFinished } from 'vitest';
import { mapDatabase } from '../../examples/stores/map-database.ts';
import { systemClock } from '../../src/internal/clock.ts';
import { chatOf, establishOf, outcomeOf, replyOf, times } from '../../src/testing/store/contract/set-up.ts';

const originOf = (call: number) => `00-${'a'.repeat(32)}-${call.toString(16).padStart(16, '0')}-01`;

it('the call that made a reply is kept with it until it was sent, and no longer', async () => {
  const { store, head } = await opened();
  const { work } = await store.step('reply', replyOf('c', 'one', { origin: originOf(1) }), 'turn 1');
  await store.step('reply', replyOf('c', 'two', { origin: originOf(2) }));
  expect(work?.origin).toBe(originOf(1));
  // The answer was lost: the same send turn asks again.
  expect((await store.step('start', { conversationId: 'c' }, 'turn 1')).work?.origin).toBe(originOf(1));
  const next = (await store.step('settle', outcomeOf(work, 'sent'), 'turn 2')).work;
  expect(next?.origin).toBe(originOf(2));
  expect(await head()).not.toContain(originOf(1));
  await store.step('settle', outcomeOf(next, 'failed'), 'turn 3');
  expect(await head(), 'expected no empty list either').not.toMatch(/aaaa|\[\]\]$/);
  // What failed is tried again by another call.
  const again = await store.step('reply', replyOf('c', 'two', { origin: originOf(3) }), 'turn 4');
  expect(again.work).toMatchObject({ origin: originOf(3), message: { text: 'two' } });
});

it('of a farewell and of a close it is that of the close', async () => {
  const { store } = await opened();
  const farewell = { id: 'f', text: 'bye', agent: undefined };
  const { work } = await store.step('requestClose', { conversationId: 'c', farewell, origin: originOf(1) }, 'turn 1');
  const next = (await store.step('settle', outcomeOf(work, 'sent'), 'turn 2')).work;
  expect([work, next]).toMatchObject([
    { entry: 1, origin: originOf(1) },
    { entry: 0, origin: originOf(1) },
  ]);
});

it('however many replies wait, and whatever is said of their calls, a head holds no more than fifty short ones', async () => {
  const { store, head } = await opened();
  await store.step('reply', replyOf('c', 'first', { origin: 'x'.repeat(100_000) }));
  for (let call = 0; call < 120; call++) {
    await store.step('reply', replyOf('c', String(call), { origin: originOf(call) }));
  }
  expect((await head()).match(/aaaa-/g)).toHaveLength(50);
  expect((await head()).length).toBeLessThan(5_000);
  const { work } = await store.step('start', { conversationId: 'c' }, 'turn');
  expect(work).toMatchObject({ message: { text: 'first' }, origin: undefined });
});

it('a reply without a call leaves nothing in the head, as before', async () => {
  const { store, head } = await opened();
  const { work } = await store.step('reply', replyOf('c', 'one'), 'turn 1');
  expect(work?.origin).toBeUndefined();
  await store.step('settle', outcomeOf(work, 'sent'), 'turn 2');
  await store.step('chat', chatOf('c', 'hello'));
  await store.step('reply', replyOf('c', 'two', { origin: originOf(1) }), 'turn 3');
  await store.step('settle', { conversationId: 'c', entry: 3, turn: 'turn 3', outcome: 'sent' }, 'turn 4');
  expect(await head()).not.toContain('aaaa');
});

it('a session that is closed forgets the calls of what will not be sent any more', async () => {
  const { store, head } = await opened();
  await store.step('reply', replyOf('c', 'waits', { origin: originOf(1) }));
  await store.step('close', { conversationId: 'c', type: 'USER_CLOSED' });
  expect(await head()).not.toContain('aaaa');
});

async function opened() {
  const database = mapDatabase();
  const store = databaseStore(database);
  store.open({ ...times, clock: systemClock });
  onTestFinished(() => store.shutdown());
  await store.step('establish', establishOf('c'));
  const head = async () => (await database.load('c', { ids: [], seqs: [], around: undefined })).kept?.head ?? '';
  return { store, head };
}
