import type { Change, DeskStore, Session } from '../../../desk/index.ts';
import { eventsSince } from '../contract/set-up.ts';
import type { Suite } from '../suite.ts';
import type { Followed } from './followed.ts';
import type { PlainStore } from './plain-store.ts';

/** Compares all that can be read of a store, and all its events, with what the rules have made. */
export async function compare(
  expect: Suite['expect'],
  store: DeskStore,
  plain: PlainStore,
  followed: Followed,
): Promise<void> {
  for (const id of new Set([...plain.events.keys(), 'never heard of'])) {
    const kept = plain.kept.get(id);
    expect(await store.session(id), `the session ${id}`).toEqual(kept?.head.session);
    const messages = await store.transcript(id, { after: 0, limit: 1000 });
    expect(messages, `the transcript of ${id}`).toEqual(kept?.messages.all);
    if (kept) expect(await store.transcript(id, { after: 2, limit: 3 })).toEqual(kept.messages.all.slice(2, 5));
  }
  for (const number of [0, 1]) {
    const ref = `ticket ${number}`;
    expect(await store.find(ref), `the session of ${ref}`).toEqual(plain.find(ref));
  }
  const lists = (['waiting', 'connected', 'closed'] as const).map((state) => ({ state }));
  const labelled = [
    ...lists.map((by) => ({ ...by, label: 'label 0' })),
    { state: 'closed' as const, label: 'label 1' },
  ];
  for (const by of [
    ...lists,
    ...labelled,
    { userKey: 'user:1' },
    { userKey: 'user:2' },
    { userKey: 'user:1', label: 'label 0' },
  ]) {
    const { sessions } = await store.sessions({ ...by, limit: 100 });
    compareLists(expect, sessions, plain.list(by), JSON.stringify(by));
  }
  expect(await store.counts(), 'how many are in each state').toEqual(plain.stateCounts);
  for (const id of plain.kept.keys()) {
    const before = plain.line.indexOf(id);
    const expected = { length: plain.line.length, before: before < 0 ? undefined : before };
    expect(await store.line(id), `the place in line of ${id}`).toEqual(expected);
  }
  const events = [...followed.events, ...(await eventsSince(store, followed.cursor))];
  for (const [id, expected] of plain.events) {
    const found = events.filter(({ conversationId }) => conversationId === id);
    expect(
      found.map(({ cursor: _, conversationId, at, ...change }) => ({ at, change })),
      `the events of ${id}`,
    ).toEqual(expected);
  }
}

/** Of what a sweep did, only the order within a conversation is fixed. */
export function byConversation(changes: Change[]): Record<string, Change[]> {
  const grouped: Record<string, Change[]> = {};
  for (const change of changes) {
    const { conversationId } = 'session' in change ? change.session : change.message;
    grouped[conversationId] = [...(grouped[conversationId] ?? []), change];
  }
  return grouped;
}

function compareLists(
  expect: Suite['expect'],
  found: Session[],
  expected: { place: number; session: Session }[],
  list: string,
): void {
  const places = new Map(expected.map(({ place, session }) => [session.conversationId, place]));
  const byId = (a: Session, b: Session) => a.conversationId.localeCompare(b.conversationId);
  const sessions = expected.map(({ session }) => session);
  expect(found.toSorted(byId), `the sessions of ${list}`).toEqual(sessions.toSorted(byId));
  const inOrder = found.map(({ conversationId }) => places.get(conversationId) ?? 0);
  expect(inOrder, `the places in ${list}`).toEqual(inOrder.toSorted((a, b) => a - b));
}
