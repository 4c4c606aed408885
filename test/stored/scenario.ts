import type { DeskStore } from 'gptbots-human/desk';
import { chatOf, establishOf, outcomeOf, replyOf, times } from '../../src/testing/store/contract/set-up.ts';

/** When all of it happens. */
const at = Date.UTC(2026, 10, 27, 12);

/** Opens a store at the time of the scenario. */
export function opened(store: DeskStore): DeskStore {
  store.open({ ...times, clock: { now: () => at, start: () => ({ cancel() {} }) } });
  return store;
}

const hostile = 'a\0b \ud800 "quoted" \\ 😀';
const ann = { id: 'ann', name: 'Ann' };

/** Some of everything that is kept. */
export async function play(store: DeskStore): Promise<void> {
  const user = { key: 'user:7', name: 'Bob', userId: '7', email: 'bob@example.com', phone: '1' };
  const lines = [
    { id: 'line 1', from: 'user' as const, text: 'I need help' },
    { id: 'line 2', from: 'bot' as const, text: 'One moment' },
  ];
  await store.step('establish', establishOf('open', { user, lines, at }));
  await store.step('chat', chatOf('open', 'hello', { at }));
  await store.step('chat', chatOf('open', 'said before', { at: at - 1_000 }));
  await store.step('claim', { conversationId: 'open', agent: ann, from: undefined });
  await store.step('link', { conversationId: 'open', ref: 'ticket' });
  const { work } = await store.step('reply', replyOf('open', 'Hi', { agent: ann }), 'first');
  await store.step('settle', outcomeOf(work, 'sent'), 'first');
  await store.step('reply', replyOf('open', 'is being sent', { agent: { id: 'eve' } }), 'second');
  await store.step('reply', replyOf('open', 'waits'), 'third');

  await store.step('establish', establishOf('closed', { at }));
  const failing = await store.step('reply', replyOf('closed', 'failed'), 'fourth');
  await store.step('settle', outcomeOf(failing.work, 'failed'), 'fourth');
  await store.step('close', { conversationId: 'closed', type: 'USER_CLOSED' });
  await store.step('chat', chatOf('closed', 'late', { at }));

  await store.step('chat', chatOf('orphan', hostile, { at }));
  await store.step('chat', chatOf('forgotten', 'gone', { at }));
  await store.forget({ conversationId: 'forgotten' });
  const cursor = await store.oldest();
  await store.follower('crm', () => ({ cursor, holder: '', until: 0 }));
}

/** All that can be read of it. */
export async function readAll(store: DeskStore) {
  const { sessions } = await store.sessions({ limit: 100 });
  const transcripts: Record<string, unknown> = {};
  for (const { conversationId } of sessions) {
    transcripts[conversationId] = await store.transcript(conversationId, { after: 0, limit: 100 });
  }
  const events: unknown[] = [];
  const following = new AbortController();
  for await (const { cursor: _, ...event } of store.events(await store.oldest(), following.signal)) {
    events.push(event);
    if (event.type === 'forgotten') break;
  }
  const { cursor: _, ...follower } = (await store.follower('crm', () => undefined)) ?? { cursor: '' };
  const ofUser = (await store.sessions({ userKey: 'user:7', limit: 100 })).sessions;
  return { sessions, transcripts, events, follower, ofUser, ticket: await store.find('ticket') };
}
