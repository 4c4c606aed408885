import { randomUUID } from 'node:crypto';
import type { DeskEvent, DeskStore } from 'gptbots-human/desk';
import { systemClock } from '../../../src/internal/clock.ts';
import type { StoreChoice } from './messages.ts';
import { openStore } from './open-store.ts';

/** The events of a store from a place, or from the oldest, to now. */
export function eventsOf(choice: StoreChoice, beginning?: string): Promise<DeskEvent[]> {
  return withStore(choice, async (store) => {
    const events: DeskEvent[] = [];
    const start = beginning ?? (await store.oldest());
    // After all others.
    const end = `the end, ${randomUUID()}`;
    await store.step('chat', { conversationId: end, id: end, text: end, at: Date.now() });
    for await (const event of store.events(start, new AbortController().signal)) {
      if (event.conversationId === end) return events;
      if (!event.conversationId.startsWith('the end')) events.push(event);
    }
    return events;
  });
}

/** Where the events of a store end now. */
export function cursorOf(choice: StoreChoice): Promise<string> {
  return withStore(choice, async (store) => (await store.sessions({ limit: 1 })).cursor);
}

/**
 * The texts of all replies that were settled like this at some time, whatever became of them later. One that was unknown was
 * under way for too long; one that failed and was asked for again stays in its place, and is sent after what came meanwhile.
 */
export async function onceSettled(
  status: 'unknown' | 'failed',
  choice: StoreChoice,
  beginning?: string,
): Promise<Set<string>> {
  const events = await eventsOf(choice, beginning);
  return new Set(
    events.flatMap((event) => (event.type === 'settled' && event.message.status === status ? event.message.text : [])),
  );
}

async function withStore<T>(choice: StoreChoice, use: (store: DeskStore) => Promise<T>): Promise<T> {
  const { store, leave } = await openStore(choice);
  store.open({ waitTimeoutMs: 60_000, idleTimeoutMs: 60_000, orphanTimeoutMs: 3_600_000, clock: systemClock });
  try {
    return await use(store);
  } finally {
    await store.shutdown();
    await leave();
  }
}
