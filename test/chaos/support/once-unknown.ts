import type { DeskStore } from 'gptbots-human/desk';
import { systemClock } from '../../../src/internal/clock.ts';
import type { StoreChoice } from './messages.ts';
import { openStore } from './open-store.ts';

/**
 * The texts of all replies that were called unknown at some time, whatever became of them later, as the events of a store
 * say from its beginning to now.
 */
export async function onceUnknown(choice: StoreChoice, beginning: string): Promise<Set<string>> {
  const over = new AbortController();
  const texts = new Set<string>();
  await withStore(choice, async (store) => {
    const end = await endOf(store);
    for await (const event of store.events(beginning, over.signal)) {
      if (event.type === 'settled' && event.message.status === 'unknown') texts.add(event.message.text);
      if (event.cursor === end) break;
    }
    over.abort();
  });
  return texts;
}

/** Where the events of a store end now. */
export function cursorOf(choice: StoreChoice): Promise<string> {
  return withStore(choice, endOf);
}

async function withStore<T>(choice: StoreChoice, use: (store: DeskStore) => Promise<T>): Promise<T> {
  const { store, leave } = await openStore(choice);
  store.open({ waitTimeoutMs: 60_000, idleTimeoutMs: 60_000, orphanTimeoutMs: 3_600_000, clock: systemClock });
  try {
    return await use(store);
  } finally {
    await store.shutdown();
    leave();
  }
}

async function endOf(store: DeskStore): Promise<string> {
  return (await store.sessions({ limit: 1 })).cursor;
}
