import { type DeskDatabase, type DeskStore, databaseStore } from 'gptbots-human/desk';
import { expect, it, onTestFinished } from 'vitest';
import { mapDatabase } from '../../examples/stores/map-database.ts';
import { systemClock } from '../../src/internal/clock.ts';
import { chatOf, establishOf, outcomeOf, replyOf, times } from '../../src/testing/store/contract/set-up.ts';
import { failureOf } from '../client/support/client.ts';

const newer = {
  kind: 'store',
  delivery: 'not_sent',
  message: expect.stringContaining('written by a newer version of gptbots-human'),
};

// Of any version that will ever run this.
const unknown = Array.from({ length: 50 }, () => null);

it('what a newer version added to a head or its session stays there through every step of this version', async () => {
  const database = mapDatabase();
  const store = open(database);
  const headOf = async (id: string) =>
    JSON.parse((await database.load(id, { ids: [], seqs: [], around: undefined })).kept?.head ?? '[]');
  await store.step('chat', chatOf('c', 'opens an orphan'));
  await rewriteHead(database, 'c', (head) => {
    head.push(...unknown, { added: 'to the head' }, null, 7);
    head[1].push(...unknown, ['added to the session'], null, 8);
  });
  const steps = [
    () => store.step('establish', establishOf('c')),
    () => store.step('chat', chatOf('c', 'hello')),
    () => store.step('claim', { conversationId: 'c', agent: { id: 'ann' }, from: undefined }),
    () => store.step('link', { conversationId: 'c', ref: 'ticket' }),
    async () => {
      const { work } = await store.step('reply', replyOf('c', 'hi'), 'turn');
      await store.step('settle', outcomeOf(work, 'sent'), 'turn');
    },
    () => store.step('release', { conversationId: 'c', agentId: 'ann' }),
    () => store.step('close', { conversationId: 'c', type: 'USER_CLOSED' }),
    () => store.step('chat', chatOf('c', 'late')),
    () => store.sweep(),
  ];
  for (const step of steps) {
    const before = await headOf('c');
    await step();
    const head = await headOf('c');
    expect(head.slice(-3)).toEqual([{ added: 'to the head' }, null, 7]);
    expect(head[1].slice(-3)).toEqual([['added to the session'], null, 8]);
    // A sweep changes nothing here.
    if (step !== steps.at(-1)) expect(head).not.toEqual(before);
  }
  expect(await store.session('c')).toMatchObject({ state: 'closed', ref: 'ticket', userMessages: 4 });
});

it('a head of a newer layout is refused by whatever reads it, and stays as it is', async () => {
  const database = mapDatabase();
  const store = open(database);
  await store.step('establish', establishOf('c', { user: { key: 'user:7' } }));
  await store.step('link', { conversationId: 'c', ref: 'ticket' });
  await store.step('establish', establishOf('another'));
  await rewriteHead(database, 'c', (head) => {
    head[0] = 2;
  });
  const kept = async () => (await database.load('c', { ids: [], seqs: [], around: undefined })).kept;
  const before = await kept();
  for (const ask of [
    () => store.step('chat', chatOf('c', 'hello')),
    () => store.step('establish', establishOf('c')),
    () => store.session('c'),
    () => store.sessions({ limit: 10 }),
    () => store.sessions({ userKey: 'user:7', limit: 10 }),
    () => store.find('ticket'),
  ]) {
    expect(await failureOf(ask())).toMatchObject(newer);
  }
  expect(await kept()).toEqual(before);
  expect(await store.step('chat', chatOf('another', 'hello'))).toMatchObject({ outcome: 'stored' });
});

it('an event of a newer layout, or of a type that only a newer version knows, is told to nobody as something else', async () => {
  for (const change of [{ data: '[2,"?"]' }, { type: 'transferred' }]) {
    const database = mapDatabase();
    const store = open({
      ...database,
      async events(after, limit) {
        const read = await database.events(after, limit);
        if (read === 'gone') return read;
        return {
          ...read,
          events: read.events.map((one) => (one.data.includes('"newer"') ? { ...one, ...change } : one)),
        };
      },
    });
    const beginning = await store.oldest();
    const follow = async (after: string, onText: (text: string) => unknown) => {
      for await (const event of store.events(after, AbortSignal.timeout(60_000))) {
        if (event.type !== 'message') continue;
        await onText(event.message.text);
      }
    };
    // Somebody who reads all there is, and waits for what comes.
    const texts: string[] = [];
    const following = failureOf(
      follow(beginning, (text) => {
        texts.push(text);
        if (text === 'before') void store.step('chat', chatOf('c', 'newer'));
      }),
    );
    await store.step('chat', chatOf('c', 'before'));
    expect(await following).toMatchObject(newer);
    expect(texts).toEqual(['before']);
    // And somebody who comes later.
    expect(await failureOf(follow(beginning, (text) => texts.push(text)))).toMatchObject(newer);
    expect(texts).toEqual(['before', 'before']);
  }
});

function open(database: DeskDatabase): DeskStore {
  const store = databaseStore(database);
  store.open({ ...times, clock: systemClock });
  onTestFinished(() => store.shutdown());
  return store;
}

// As a newer version does it.
// biome-ignore lint/suspicious/noExplicitAny: a head is a list of whatever a version writes
async function rewriteHead(database: DeskDatabase, conversationId: string, change: (head: any[]) => void) {
  let head = '';
  const seen: DeskDatabase = {
    ...database,
    commit: (write) => {
      const values = JSON.parse(write.head);
      change(values);
      head = JSON.stringify(values);
      return database.commit({ ...write, head });
    },
  };
  const other = open(seen);
  await other.step('chat', chatOf(conversationId, 'by the newer version'));
}
