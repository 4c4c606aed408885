import type { Change, DeskStore, Session } from 'gptbots-human/desk';
import { expect } from 'vitest';
import { eventsSince } from '../store-contract/set-up.ts';
import type { PlainStore } from './plain-store.ts';

/** Compares all that can be read of a store, and all its events since a cursor, with what the rules have made. */
export async function compare(store: DeskStore, plain: PlainStore, cursor: string): Promise<void> {
  for (const id of new Set([...plain.events.keys(), 'never heard of'])) {
    const kept = plain.kept.get(id)?.conversation;
    expect(await store.session(id), `the session ${id}`).toEqual(kept?.session);
    const messages = await store.transcript(id, { after: 0, limit: 1000 });
    expect(messages, `the transcript of ${id}`).toEqual(kept?.messages);
    if (kept) expect(await store.transcript(id, { after: 2, limit: 3 })).toEqual(kept.messages.slice(2, 5));
  }
  for (const number of [0, 1]) {
    const ref = `ticket ${number}`;
    expect(await store.find(ref), `the session of ${ref}`).toEqual(plain.find(ref));
  }
  const lists = (['waiting', 'connected', 'closed'] as const).map((state) => ({ state }));
  for (const by of [...lists, { userKey: 'user:1' }, { userKey: 'user:2' }]) {
    const { sessions } = await store.sessions({ ...by, limit: 100 });
    compareLists(sessions, plain.list(by), JSON.stringify(by));
  }
  const events = await eventsSince(store, cursor);
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

function compareLists(found: Session[], expected: { place: number; session: Session }[], list: string): void {
  const places = new Map(expected.map(({ place, session }) => [session.conversationId, place]));
  const byId = (a: Session, b: Session) => a.conversationId.localeCompare(b.conversationId);
  const sessions = expected.map(({ session }) => session);
  expect(found.toSorted(byId), `the sessions of ${list}`).toEqual(sessions.toSorted(byId));
  const inOrder = found.map(({ conversationId }) => places.get(conversationId) ?? 0);
  expect(inOrder, `the places in ${list}`).toEqual(inOrder.toSorted((a, b) => a - b));
}
