import { type DeskStore, memoryStore, type SessionsQuery } from 'gptbots-human/desk';
import { manualClock } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';

const idleTimeoutMs = 20_000;

describe('the lists of a memory store', () => {
  it('hold each session once and in order when thousands come and go', async () => {
    const { store } = setUp();
    const ids = Array.from({ length: 3000 }, (_, i) => `${i}`);
    for (const id of ids) await open(store, id);
    for (const [i, id] of ids.entries()) if (i % 10 === 1) await connect(store, id);
    for (const [i, id] of ids.entries())
      if (i % 10 > 1) await store.step('close', { conversationId: id, type: 'USER_CLOSED' });
    const ending = (digits: number[]) => ids.filter((id) => digits.includes(Number(id) % 10));
    expect(await list(store, { state: 'waiting' })).toEqual(ending([0]));
    expect(await list(store, { state: 'connected' })).toEqual(ending([1]));
    expect(await list(store, { state: 'closed' })).toEqual(ending([2, 3, 4, 5, 6, 7, 8, 9]));
    expect(await list(store, {})).toHaveLength(3000);
  });

  it('miss nobody who stays, and show nobody twice, while others leave between two pages', async () => {
    const { store } = setUp();
    const ids = Array.from({ length: 1000 }, (_, i) => `${i}`);
    for (const id of ids) await open(store, id);
    const seen: string[] = [];
    let page: string | undefined;
    for (let i = 0; ; i++) {
      const read = await store.sessions({ state: 'waiting', limit: 10, page });
      seen.push(...read.sessions.map(({ conversationId }) => conversationId));
      page = read.next;
      if (!page) break;
      // Those with an odd number, from both ends.
      for (const odd of [2 * i + 1, 999 - 2 * i])
        await store.step('close', { conversationId: `${odd}`, type: 'USER_CLOSED' });
    }
    expect(new Set(seen).size, 'seen twice').toBe(seen.length);
    expect(
      ids.filter((id) => Number(id) % 2 === 0 && !seen.includes(id)),
      'missed',
    ).toEqual([]);
  });

  it('forget what is over, in every list', async () => {
    const { store, clock } = setUp();
    for (const id of ['one', 'two']) {
      await establish(store, id, 'user:u1');
      await store.step('link', { conversationId: id, ref: `T-${id}` });
    }
    await store.step('close', { conversationId: 'one', type: 'USER_CLOSED' });
    expect(await list(store, { userKey: 'user:u1' })).toEqual(['one', 'two']);
    await clock.advance(2000);
    await store.sweep();
    expect(await list(store, { userKey: 'user:u1' })).toEqual(['two']);
    expect(await store.find('T-one')).toBeUndefined();
    expect(await store.find('T-two')).toMatchObject({ conversationId: 'two' });
    expect(await list(store, {})).toEqual(['two']);
    expect(await store.session('one')).toBeUndefined();
  });

  it('keep a ticket that another session has taken over', async () => {
    const { store } = setUp();
    for (const id of ['one', 'two']) {
      await open(store, id);
      await store.step('link', { conversationId: id, ref: 'T' });
    }
    await store.step('link', { conversationId: 'one', ref: 'another' });
    expect(await store.find('T')).toMatchObject({ conversationId: 'two' });
    expect(await store.find('another')).toMatchObject({ conversationId: 'one' });
  });
});

describe('the sweep of a memory store', () => {
  it('ends each session once, never too early and little too late', async () => {
    const { store, clock } = setUp();
    const dueAt = new Map<string, number>();
    const speak = async (id: string) => {
      await open(store, id);
      dueAt.set(id, clock.now() + idleTimeoutMs);
    };
    for (let i = 0; i < 300; i++) {
      await speak(`${i}`);
      await clock.advance((i * 7) % 40);
      // Some speak again, and have more time.
      if (i % 3 === 0) await speak(`${(i * 31) % (i + 1)}`);
    }
    const endedAt = new Map<string, number>();
    for (let waited = 0; waited < idleTimeoutMs + 10_000; waited += 100) {
      await clock.advance(100);
      for (const id of await ended(store)) {
        expect(endedAt.has(id), `${id} ended twice`).toBe(false);
        endedAt.set(id, clock.now());
      }
    }
    expect(endedAt.size).toBe(300);
    for (const [id, due] of dueAt) {
      expect(endedAt.get(id), id).toBeGreaterThanOrEqual(due);
      expect(endedAt.get(id), id).toBeLessThanOrEqual(due + 1200);
    }
  });

  it('takes no more than some at a time, and says that there are more', async () => {
    const { store, clock } = setUp();
    for (let i = 0; i < 250; i++) await open(store, `${i}`);
    await clock.advance(idleTimeoutMs + 1000);
    const sizes: number[] = [];
    for (let more = true; more; ) {
      const sweep = await store.sweep();
      sizes.push(sweep.changes.length);
      more = sweep.more;
    }
    expect(Math.max(...sizes)).toBeLessThan(250);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(250);
  });
});

function setUp() {
  const clock = manualClock();
  const store = memoryStore({ retentionMs: 1000 });
  store.open({ waitTimeoutMs: 5000, idleTimeoutMs, orphanTimeoutMs: idleTimeoutMs, clock });
  return { store, clock };
}

let count = 0;

async function open(store: DeskStore, conversationId: string): Promise<void> {
  await store.step('chat', { conversationId, id: `chat ${count++}`, text: 'hello', at: 0 });
}

async function establish(store: DeskStore, conversationId: string, key: string): Promise<void> {
  const input = {
    conversationId,
    key: `establish ${count++}`,
    botId: 'b',
    user: { key },
    lines: [],
    at: 0,
    greeting: undefined,
  };
  await store.step('establish', input, `turn ${count++}`);
}

async function connect(store: DeskStore, conversationId: string): Promise<void> {
  const turn = `turn ${count++}`;
  const { work } = await store.step('reply', { conversationId, id: 'r', text: 'Hi', agent: undefined }, turn);
  await store.step('settle', { conversationId, entry: work?.entry ?? -1, turn, outcome: 'sent' }, `turn ${count++}`);
}

async function list(store: DeskStore, query: Omit<SessionsQuery, 'limit'>): Promise<string[]> {
  const ids: string[] = [];
  let page: string | undefined;
  do {
    const read = await store.sessions({ ...query, limit: 70, page });
    ids.push(...read.sessions.map(({ conversationId }) => conversationId));
    page = read.next;
  } while (page);
  return ids;
}

async function ended(store: DeskStore): Promise<string[]> {
  const ids: string[] = [];
  for (let more = true; more; ) {
    const sweep = await store.sweep();
    for (const change of sweep.changes) if (change.type === 'closed') ids.push(change.session.conversationId);
    more = sweep.more;
  }
  return ids;
}
